//! The number of elements that an expression over parameters says: `size_is(rows * columns)`.

use std::ops::{Add, Div, Mul, Sub};

/// A number computed without overflow; it is none where that cannot be, and then no array has that many elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(Option<i128>);

impl Size {
    /// The value of a parameter, or a constant.
    #[inline(always)]
    pub fn of(value: impl TryInto<i128>) -> Size {
        Size(value.try_into().ok())
    }

    fn with(self, other: Size, apply: impl FnOnce(i128, i128) -> Option<i128>) -> Size {
        Size(self.0.zip(other.0).and_then(|(left, right)| apply(left, right)))
    }
}

impl Add for Size {
    type Output = Size;
    #[inline(always)]
    fn add(self, other: Size) -> Size {
        self.with(other, i128::checked_add)
    }
}

impl Sub for Size {
    type Output = Size;
    #[inline(always)]
    fn sub(self, other: Size) -> Size {
        self.with(other, i128::checked_sub)
    }
}

impl Mul for Size {
    type Output = Size;
    #[inline(always)]
    fn mul(self, other: Size) -> Size {
        self.with(other, i128::checked_mul)
    }
}

impl Div for Size {
    type Output = Size;
    #[inline(always)]
    fn div(self, other: Size) -> Size {
        self.with(other, i128::checked_div)
    }
}

/// No such number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSize;

impl TryFrom<Size> for usize {
    type Error = NoSize;
    #[inline(always)]
    fn try_from(size: Size) -> Result<usize, NoSize> {
        size.0.and_then(|size| usize::try_from(size).ok()).ok_or(NoSize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_computed_as_c_would_without_its_overflow() {
        let (three, four) = (Size::of(3_u32), Size::of(4_usize));
        assert_eq!(usize::try_from(three * four + three - Size::of(1)), Ok(14));
        assert_eq!(usize::try_from(Size::of(7) / Size::of(2_u8)), Ok(3));
    }

    #[test]
    fn what_is_no_number_of_elements_is_none() {
        let most = Size::of(u64::MAX);
        for size in [Size::of(-1_i32), most * most * most, most / Size::of(0), Size::of(1) - most] {
            assert_eq!(usize::try_from(size), Err(NoSize), "{size:?}");
        }
    }
}
