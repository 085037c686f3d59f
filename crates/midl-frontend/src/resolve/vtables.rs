//! The last step: slots are counted along the chain of bases, and circles are cut.

use super::{Resolver, error::ResolveError};
use crate::model::{InterfaceId, Name};

/// The slots that a chain takes, and whether it ends in `IUnknown`.
#[derive(Clone, Copy)]
struct Counted {
    slots: u32,
    com: bool,
}

impl Resolver<'_> {
    pub(super) fn order_vtables(&mut self) {
        let mut counted: Vec<Option<Counted>> = vec![None; self.module.interfaces.len()];
        for index in 0..counted.len() {
            let path = self.uncounted_bases(InterfaceId(index as u32), &counted);
            for id in path.into_iter().rev() {
                let below = self.module[id].base.and_then(|base| counted[base.0 as usize]);
                counted[id.0 as usize] = Some(self.count(id, below));
            }
        }
    }

    /// The interface and its bases up to one that is counted. A base that leads back is reported and taken away.
    fn uncounted_bases(
        &mut self,
        interface: InterfaceId,
        counted: &[Option<Counted>],
    ) -> Vec<InterfaceId> {
        let mut path: Vec<InterfaceId> = Vec::new();
        let mut on_path = std::collections::BTreeSet::new();
        let mut next = Some(interface);
        while let Some(id) = next.filter(|id| counted[id.0 as usize].is_none()) {
            path.push(id);
            on_path.insert(id);
            next = self.module[id].base;
            if next.is_some_and(|base| on_path.contains(&base)) {
                let start =
                    path.iter().position(|on_path| Some(*on_path) == next).unwrap_or_default();
                let circle = path[start..]
                    .iter()
                    .map(|id| (self.module[*id].name.clone(), self.module[*id].origin.span));
                let circle: Vec<(Name, crate::source::Span)> = circle.collect();
                self.errors.push(ResolveError::BaseCycle { circle });
                self.module[id].base = None;
                next = None;
            }
        }
        path
    }

    fn count(&mut self, id: InterfaceId, below: Option<Counted>) -> Counted {
        let interface = &mut self.module[id];
        let first_slot = below.map_or(0, |below| below.slots);
        let mut slots = first_slot;
        for method in &mut interface.methods {
            method.slot = slots;
            slots += 1;
        }
        interface.first_slot = first_slot;
        interface.com = below.map_or(&*interface.name == "IUnknown", |below| below.com);
        Counted { slots, com: interface.com }
    }
}
