#[callback]
impl<W, const N: usize> crate::api::Sink for Buffered<W, N>
where
    W: Write + Send + Sync + 'static,
{
    fn take(&self, bytes: &[u8]) -> Result<()> {
        self.write(bytes)
    }
}
