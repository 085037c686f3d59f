//! Which file sees which: the files that a file imports, those that they import, and itself.

use std::{collections::HashMap, sync::Arc};

use crate::{program::Unit, source::FileId, symbol::FastHash};

/// For each unit of a program the units that it reaches by `import`, as a row of bits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    /// The words of a row.
    width: usize,
    bits: Vec<u64>,
    units: HashMap<FileId, usize, FastHash>,
    /// By file: the units that its text is part of.
    holders: HashMap<FileId, Vec<usize>, FastHash>,
}

impl Reach {
    /// In a circle of imports some of a row may be missing; the circle is a mistake that is told in all of its files.
    pub(crate) fn new(units: &[Arc<Unit>]) -> Reach {
        let width = units.len().div_ceil(64);
        let indices = units.iter().enumerate().map(|(index, unit)| (unit.file, index)).collect();
        let mut reach = Reach {
            width,
            bits: vec![0; width * units.len()],
            units: indices,
            holders: HashMap::default(),
        };
        for (index, unit) in units.iter().enumerate() {
            for file in unit.files() {
                reach.holders.entry(file).or_default().push(index);
            }
            // What a unit imports comes before it.
            let (done, row) = reach.bits.split_at_mut(index * width);
            row[index / 64] |= 1 << (index % 64);
            for import in unit.imports.iter().filter_map(|file| reach.units.get(file)) {
                let imported = done.get(import * width..(import + 1) * width).unwrap_or_default();
                row.iter_mut().zip(imported).for_each(|(word, more)| *word |= more);
            }
        }
        reach
    }

    /// The index of a file's unit; nothing for a file that is only included.
    pub(crate) fn unit(&self, file: FileId) -> Option<usize> {
        self.units.get(&file).copied()
    }

    /// The units that the text of a file is part of.
    pub(crate) fn holders(&self, file: FileId) -> &[usize] {
        self.holders.get(&file).map_or(&[], Vec::as_slice)
    }

    /// How many units there are.
    pub(crate) fn count(&self) -> usize {
        self.units.len()
    }

    /// True where the unit `from` sees what the unit `to` declares.
    pub(crate) fn sees(&self, from: usize, to: usize) -> bool {
        self.bits[from * self.width + to / 64] >> (to % 64) & 1 == 1
    }

    /// By unit: its place in the order in which the units would be read if only `root` were named. Those that it does not reach
    /// have none, which is the first.
    pub(crate) fn places(&self, root: usize, units: &[Arc<Unit>]) -> Vec<usize> {
        let (mut places, mut open) = (vec![0; units.len()], vec![(root, 0)]);
        let mut entered = vec![false; units.len()];
        entered[root] = true;
        let mut count = 0;
        while let Some((unit, next)) = open.last_mut() {
            let Some(file) = units[*unit].imports.get(*next) else {
                count += 1;
                places[*unit] = count;
                open.pop();
                continue;
            };
            *next += 1;
            if let Some(import) = self.unit(*file)
                && !std::mem::replace(&mut entered[import], true)
            {
                open.push((import, 0));
            }
        }
        places
    }

    /// True where the unit reaches one of those marked.
    pub(crate) fn sees_any(&self, from: usize, marked: &[bool]) -> bool {
        marked.iter().enumerate().any(|(to, marked)| *marked && self.sees(from, to))
    }

    /// True where the unit reaches one of those marked that is not itself.
    pub(crate) fn sees_another(&self, from: usize, marked: &[bool]) -> bool {
        let mut others = marked.iter().enumerate().filter(|(to, _)| *to != from);
        others.any(|(to, marked)| *marked && self.sees(from, to))
    }
}
