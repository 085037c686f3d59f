//! A method that is handed raw pointers is `unsafe`, and says so in the impl.
use do_callback::prelude::*;

struct File;

#[do_callback]
impl DeliveryOptimizationFile for File {
    fn get_stats(&self) -> Result<DOSwarmStats> {
        todo!()
    }
}

fn main() {}
