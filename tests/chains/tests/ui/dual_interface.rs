use chains::prelude::*;

struct Lamp;

#[chain_callback]
impl Signal for Lamp {
    fn get_colour(&self) -> Result<i32> {
        Ok(0)
    }
    fn put_colour(&self, _colour: i32) -> Result<()> {
        Ok(())
    }
}

fn main() {}
