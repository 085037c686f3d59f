//! The layers of a declarator. Nearly all of them are plain stars, which need no memory of their own.

use std::ops::Deref;

use super::Layer;

/// How many stars and brackets a declarator may have.
const LIMIT: usize = 64;

static STARS: [Layer; LIMIT] = [const { Layer::Pointer { constant: false } }; LIMIT];

/// A list of [`Layer`]s, at most 64 of them; it is used as a slice.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// How many plain stars there are, as long as there is nothing else.
    stars: usize,
    /// All layers, as soon as one of them is no plain star.
    list: Vec<Layer>,
}

impl Deref for Layers {
    type Target = [Layer];
    fn deref(&self) -> &[Layer] {
        if self.list.is_empty() { &STARS[..self.stars] } else { &self.list }
    }
}

impl<'a> IntoIterator for &'a Layers {
    type Item = &'a Layer;
    type IntoIter = std::slice::Iter<'a, Layer>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Layers {
    /// Adds a plain star; false where the list is full.
    pub(crate) fn push_star(&mut self) -> bool {
        if !self.list.is_empty() {
            return self.insert(self.list.len(), Layer::Pointer { constant: false });
        }
        let fits = self.stars < LIMIT;
        self.stars += usize::from(fits);
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
        if fits {
            if self.list.is_empty() {
                self.list.reserve_exact(self.stars + 1);
                self.list.extend_from_slice(&STARS[..self.stars]);
            }
            self.list.insert(index, layer);
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
        if self.list.is_empty() {
            self.stars = self.stars.checked_sub(1)?;
            return Some(Layer::Pointer { constant: false });
        }
        let last = self.list.pop();
        if self.list.is_empty() {
            self.stars = 0;
        }
        last
    }
}
