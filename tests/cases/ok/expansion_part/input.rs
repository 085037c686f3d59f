#[callback(part)]
impl Watcher for Log {
    fn opened(&self) -> Result<()> {
        Ok(())
    }
}

#[callback]
impl Watcher2 for Log {
    fn closed(&self) -> Result<()> {
        Ok(())
    }
}
