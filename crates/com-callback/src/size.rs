//! The number of elements that an expression over parameters says: `size_is(rows * columns)`.

use std::ops::{Add, Div, Mul, Sub};

/// A number on which C's types of 32 and 64 bits, signed or not, agree: from 0 to the largest `i32`. It is none where a step of its
/// computation is no such number. What C makes of that depends on its types, and the other side may have a smaller array than the
/// numbers say: then no array has that many elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(Option<i32>);

impl Size {
    /// The value of a parameter, or a constant.
    #[inline(always)]
    pub fn of(value: impl TryInto<i32>) -> Size {
        Size(value.try_into().ok().filter(|value| *value >= 0))
    }

    fn with(self, other: Size, apply: impl FnOnce(i32, i32) -> Option<i32>) -> Size {
        let value = self.0.zip(other.0).and_then(|(left, right)| apply(left, right));
        Size(value.filter(|value| *value >= 0))
    }
}

impl Add for Size {
    type Output = Size;
    #[inline(always)]
    fn add(self, other: Size) -> Size {
        self.with(other, i32::checked_add)
    }
}

impl Sub for Size {
    type Output = Size;
    #[inline(always)]
    fn sub(self, other: Size) -> Size {
        self.with(other, i32::checked_sub)
    }
}

impl Mul for Size {
    type Output = Size;
    #[inline(always)]
    fn mul(self, other: Size) -> Size {
        self.with(other, i32::checked_mul)
    }
}

impl Div for Size {
    type Output = Size;
    #[inline(always)]
    fn div(self, other: Size) -> Size {
        self.with(other, i32::checked_div)
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
        let most = Size::of(i32::MAX);
        for size in [
            Size::of(-1_i32),
            Size::of(u64::MAX),
            most * most,
            most + Size::of(1_u8),
            most / Size::of(0),
            Size::of(1) - most,
        ] {
            assert_eq!(usize::try_from(size), Err(NoSize), "{size:?}");
        }
    }

    /// `size_is(rows * columns)` of 65536 and 65537: in C's 32 bits that is 65536, and so many elements are there.
    #[test]
    fn what_c_wraps_is_none() {
        let product = Size::of(65_536_u32) * Size::of(65_537_u32);
        assert_eq!(usize::try_from(product), Err(NoSize));
        // C makes of the difference a large number, and of its half one that is not negative.
        let half = (Size::of(1_u32) - Size::of(3_u32)) / Size::of(2_u32);
        assert_eq!(usize::try_from(half), Err(NoSize));
    }
}
