#[callback]
impl Watcher for Misspelt {
    fn openned(&self, how: u32) -> Result<()> {
        Ok(())
    }
    fn closed(&self) -> Result<()> {
        Ok(())
    }
}

#[callback]
impl Watcher for TooMany {
    fn opened(&self, how: u32, why: u32) -> Result<()> {
        Ok(())
    }
    fn closed(&self) -> Result<()> {
        Ok(())
    }
}

#[callback]
impl Watchr for Unknown {
    fn closed(&self) -> Result<()> {
        Ok(())
    }
}
