/// Attributes and comments stay.
#[callback]
#[allow(dead_code)]
impl DoorWatcher for Log {
    fn opened(&self, door: &IDoor) -> Result<()> {
        door.open(1)
    }

    #[inline]
    fn asked(&self, name: &WStr) -> Result<bool> {
        Ok(self.allowed.contains(&name.to_string()))
    }
}
