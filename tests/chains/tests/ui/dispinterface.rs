use chains::prelude::*;

struct Log;

#[chain_callback]
impl HarbourEvents for Log {
    fn tide_turned(&self, _tide: i32) -> Result<()> {
        Ok(())
    }
}

fn main() {}
