#![forbid(unsafe_code)]
#![deny(warnings)]
//! Generic types with bounds in every place.
use do_callback::prelude::*;

struct Call<F, const N: usize>(F);

#[do_callback]
impl<F: Fn(usize) -> Vec<Vec<u8>> + Send, const N: usize> BackgroundCopyCallback for Call<F, N>
where
    F: Sync + 'static,
{
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        drop((self.0)(N));
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

/// That it lives as long as a client likes need not be said of each parameter.
struct Either<T, U>(T, U);

#[do_callback]
impl<T: Send + Sync, U> BackgroundCopyCallback for Either<T, U>
where
    U: Send + Sync,
{
    fn job_transferred(&self, _job: &IBackgroundCopyJob) -> Result<()> {
        Ok(())
    }
    fn job_error(&self, _job: &IBackgroundCopyJob, _error: &IBackgroundCopyError) -> Result<()> {
        Ok(())
    }
    fn job_modification(&self, _job: &IBackgroundCopyJob, _reserved: u32) -> Result<()> {
        Ok(())
    }
}

fn convert<T: Fn(usize) -> Vec<Vec<u8>> + Send + Sync + 'static>(
    call: T,
) -> IBackgroundCopyCallback {
    Call::<T, 3>(call).into()
}

fn main() {
    convert(|n| vec![vec![0; n]]);
    let object = Object::new(Call::<_, 4>(|_| Vec::new()));
    let either: IBackgroundCopyCallback = Either(1_u8, String::new()).into();
    drop(either);
    std::thread::spawn(move || drop(object)).join().unwrap();
}
