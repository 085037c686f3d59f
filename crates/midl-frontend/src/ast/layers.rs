//! The layers of a declarator. Nearly all of them are plain stars, which need no memory of their own.

use std::{mem, ops::Deref, slice};

use super::Layer;

/// How many stars and brackets a declarator may have.
const LIMIT: usize = 64;

static STARS: [Layer; LIMIT] = [const { Layer::Pointer { constant: false } }; LIMIT];

/// A list of [`Layer`]s, at most 64 of them; it is used as a slice.
#[derive(Clone, Debug)]
pub enum Layers {
    /// So many plain stars.
    Stars(u8),
    /// One layer that is no plain star.
    One(Layer),
    /// Anything else.
    Many(Box<Vec<Layer>>),
}

impl Default for Layers {
    fn default() -> Layers {
        Layers::Stars(0)
    }
}

impl Deref for Layers {
    type Target = [Layer];
    fn deref(&self) -> &[Layer] {
        match self {
            Layers::Stars(count) => &STARS[..usize::from(*count)],
            Layers::One(layer) => slice::from_ref(layer),
            Layers::Many(list) => list,
        }
    }
}

impl<'a> IntoIterator for &'a Layers {
    type Item = &'a Layer;
    type IntoIter = slice::Iter<'a, Layer>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Layers {
    /// Adds a plain star; false where the list is full.
    pub(crate) fn push_star(&mut self) -> bool {
        let fits = self.len() < LIMIT;
        match self {
            Layers::Stars(count) => *count += u8::from(fits),
            _ => return self.insert(self.len(), Layer::Pointer { constant: false }),
        }
        fits
    }

    /// Makes the last layer constant, if it is a pointer.
    pub(crate) fn make_constant(&mut self) -> bool {
        match self.pop() {
            Some(Layer::Pointer { .. }) => {
                self.insert(self.len(), Layer::Pointer { constant: true })
            }
            Some(other) => {
                self.insert(self.len(), other);
                false
            }
            None => false,
        }
    }

    /// Puts a layer at an index; false where the list is full.
    pub(crate) fn insert(&mut self, index: usize, layer: Layer) -> bool {
        let fits = self.len() < LIMIT;
        if fits && self.is_empty() {
            *self = Layers::One(layer);
        } else if fits {
            let mut list = match mem::take(self) {
                Layers::Stars(count) => Box::new(STARS[..usize::from(count)].to_vec()),
                Layers::One(layer) => Box::new(vec![layer]),
                Layers::Many(list) => list,
            };
            list.insert(index, layer);
            *self = Layers::Many(list);
        }
        fits
    }

    /// Adds the layers of another list; false where the list is full.
    pub(crate) fn append(&mut self, other: Layers) -> bool {
        other.iter().all(|layer| match layer {
            Layer::Pointer { constant: false } => self.push_star(),
            other => self.insert(self.len(), other.clone()),
        })
    }

    /// Takes the last layer.
    pub(crate) fn pop(&mut self) -> Option<Layer> {
        match mem::take(self) {
            Layers::Stars(count) => {
                *self = Layers::Stars(count.checked_sub(1)?);
                Some(Layer::Pointer { constant: false })
            }
            Layers::One(layer) => Some(layer),
            Layers::Many(mut list) => {
                let last = list.pop();
                if !list.is_empty() {
                    *self = Layers::Many(list);
                }
                last
            }
        }
    }
}
