//! From trees to the model: names become ids, constants become numbers, attributes become what they mean.
//!
//! Two walks. `collect` enters every name that any file declares; the second walk, in the order of the source, fills in what
//! the names stand for, so that a name may be used before its declaration. A last step orders the vtables (`vtables`).
//!
//! - **It always makes a module.** What could not be understood is left out or stands for a pointer to nothing, so that one
//!   mistake is reported once.
//! - **The same name twice** is one item when both declarations say the same; see `redeclared`.
//! - Nothing here judges what the language forbids; that is [`crate::check`]'s part. What the model has no words for (a method
//!   without a return type, an enumerator that does not fit) is reported here.

use crate::{
    ast::{self, Ident, ItemKind},
    docs,
    model::{AliasId, Guid, InterfaceId, ItemId, Library, Module, Name, Origin},
    preprocess::is_header,
    program::{Program, Unit},
    reach::Reach,
    source::{FileId, Owner, Span},
    symbol::{Symbol, kw},
};

mod asynchronous;
mod attributes;
mod blank;
mod collect;
mod enums;
mod error;
mod from_c;
mod interfaces;
mod links;
mod methods;
mod pipes;
mod records;
mod redeclared;
mod scope;
mod sight;
mod similar;
mod stand_ins;
mod typedefs;
mod types;
mod values;
mod vtables;

pub use error::ResolveError;
use scope::{Scope, Table};
use sight::Sight;
pub(crate) use sight::{Doubts, Rival};
pub use similar::{Home, Similar};

/// Resolves every file of a program together.
#[must_use]
pub fn resolve(program: &Program) -> (Module, Vec<ResolveError>) {
    let (module, errors, _) = run(program, None);
    (module, errors)
}

/// Resolves the files of a program of which each is to be resolved as if it stood alone with what it imports, and says for which
/// of them that was not done.
pub(crate) fn resolve_batch(
    program: &Program,
    reach: Reach,
) -> (Module, Vec<ResolveError>, Doubts) {
    run(program, Some(Box::new(Sight::new(reach))))
}

fn run(program: &Program, sight: Option<Box<Sight>>) -> (Module, Vec<ResolveError>, Doubts) {
    let mut resolver = Resolver::new(program);
    resolver.scope.sight = sight;
    resolver.collect();
    for (index, unit) in program.units.iter().enumerate() {
        resolver.enter(index);
        let told = resolver.errors.len();
        for define in &unit.ast.defines {
            resolver.directive_constant(define);
        }
        resolver.items(&unit.ast.items);
        resolver.notice_emptiness(&unit.ast);
        if resolver.errors[told..].iter().any(|error| resolver.is_told(error)) {
            // What was found here is found wherever this unit is reached.
            resolver.scope.missed();
        }
    }
    let doubts = resolver.doubts();
    resolver.module.shorten_aliases();
    resolver.drop_shapeless();
    resolver.call_by_tags();
    resolver.order_vtables();
    let mut errors = std::mem::take(&mut resolver.errors);
    errors.retain(|error| resolver.is_told(error));
    let Resolver { module, .. } = resolver;
    (module, errors, doubts)
}

struct Resolver<'p> {
    program: &'p Program,
    module: Module,
    errors: Vec<ResolveError>,
    scope: Scope<'p>,
    /// The comments of that unit are wanted: it is not the compiler's own.
    documented: bool,
    /// Each interface with `async_uuid`, and the one made from it.
    async_twins: Vec<(InterfaceId, InterfaceId)>,
    /// Typedefs that stand for names without a type of their own.
    stand_ins: Table<AliasId>,
    /// By file: it is a C header.
    headers: Vec<bool>,
    /// What is being read is written for C.
    from_c: bool,
    /// How many constants wait for each other.
    waiting: u32,
}

impl<'p> Resolver<'p> {
    fn new(program: &'p Program) -> Self {
        // Most of what there will be: lists that grow copy themselves again and again.
        let (mut count, mut aliases, mut constants, mut interfaces) = (0, 0, 0, 0);
        for item in program.units.iter().flat_map(|unit| &unit.ast.items) {
            count += 1;
            match item.kind {
                ItemKind::Typedef(_) => aliases += 1,
                ItemKind::CppQuote(_) | ItemKind::Const(_) => constants += 1,
                ItemKind::Interface(_) => interfaces += 1,
                _ => {}
            }
        }
        let module = Module {
            roots: program.roots.clone(),
            // A typedef has a record of its own, or several names.
            items: Vec::with_capacity(count + aliases),
            aliases: Vec::with_capacity(aliases + aliases / 2),
            records: Vec::with_capacity(aliases),
            constants: Vec::with_capacity(constants),
            interfaces: Vec::with_capacity(interfaces),
            ..Module::default()
        };
        Resolver {
            program,
            module,
            errors: Vec::new(),
            scope: Scope::new(count + count / 2, program.symbols.count()),
            documented: true,
            async_twins: Vec::new(),
            stand_ins: Table::new(0, 0),
            headers: program
                .sources
                .iter()
                .map(|(file, _)| is_header(&program.sources, file))
                .collect(),
            from_c: false,
            waiting: 0,
        }
    }

    /// C's headers are read for what they may declare: what is no IDL there is nobody's mistake.
    fn is_told(&self, error: &ResolveError) -> bool {
        error.place().is_none_or(|place| {
            !self.is_header(place.file)
                && self.program.sources.file(place.file).owner != Owner::Companion
        })
    }

    fn enter(&mut self, unit: usize) {
        self.scope.unit = unit;
        self.documented = self.program.sources.file(self.file()).owner != Owner::Prelude;
    }

    fn unit(&self) -> &'p Unit {
        &self.program.units[self.scope.unit]
    }

    fn file(&self) -> FileId {
        self.unit().file
    }

    /// True where a name may be unknown only because text was lost.
    fn may_be_lost(&self, name: Symbol) -> bool {
        let lost = self.program.may_be_lost(name);
        if lost {
            // Any file may have lost it.
            self.scope.missed();
        }
        lost
    }

    fn name(&self, ident: Ident) -> Name {
        self.program.symbols.name(ident.symbol)
    }

    /// Where something with a name of its own was declared; `first` is its first token.
    fn origin(&self, place: Span, first: Span) -> Origin {
        let docs =
            docs::Place { first: self.documented.then_some(first), ..docs::Place::default() };
        Origin { unit: self.file(), span: place, docs }
    }

    /// The same for what may have a `helpstring` instead of a comment.
    fn origin_with(&self, place: Span, first: Span, attributes: &[ast::Attribute]) -> Origin {
        let origin = self.origin(place, first);
        let helpstring = attributes::find(attributes, kw::A_HELPSTRING).and_then(attributes::sole);
        let helpstring = helpstring.map(|text| text.span);
        Origin { docs: docs::Place { helpstring, ..origin.docs }, ..origin }
    }

    /// The same for what stands in a line of its own and may be explained behind it.
    fn origin_in_line(
        &self,
        place: Span,
        first: Span,
        end: u32,
        attributes: &[ast::Attribute],
    ) -> Origin {
        let origin = self.origin_with(place, first, attributes);
        Origin { docs: docs::Place { end: Some(end), ..origin.docs }, ..origin }
    }

    fn notice_emptiness(&mut self, tree: &ast::File) {
        let empty = tree.items.is_empty() && tree.imports.is_empty() && tree.defines.is_empty();
        if empty && self.program.errors.is_empty() && self.program.roots.contains(&self.file()) {
            let place = Span { file: self.file(), start: 0, end: 0 };
            self.errors.push(ResolveError::DeclaresNothing { place });
        }
    }

    /// What no typedef gave a name is known by its tag.
    fn call_by_tags(&mut self) {
        for record in self.module.records.iter_mut().filter(|record| record.name.is_none()) {
            record.name.clone_from(&record.tag);
        }
        for enumeration in
            self.module.enums.iter_mut().filter(|enumeration| enumeration.name.is_none())
        {
            enumeration.name.clone_from(&enumeration.tag);
        }
    }

    fn push(&mut self, item: impl Into<ItemId>) {
        self.module.items.push(item.into());
    }

    fn items(&mut self, items: &'p [ast::Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &'p ast::Item) {
        if item.from_c && !self.from_c {
            return self.item_from_c(item);
        }
        match &item.kind {
            ItemKind::Interface(interface) => self.interface(item, interface),
            ItemKind::Dispinterface(dispinterface) => self.dispinterface(item, dispinterface),
            ItemKind::Coclass(coclass) => self.coclass(item, coclass),
            ItemKind::Library(block) => self.library(item, block),
            ItemKind::Module(block) => self.items(&block.items),
            ItemKind::Typedef(typedef) => self.typedef(item, typedef),
            ItemKind::Type(spec) => self.bare_type(item, spec),
            ItemKind::Const(constant) => self.constants(item, constant),
            ItemKind::CppQuote(quote) => {
                if let Some(define) = &quote.define {
                    self.define_constant(define, item.first);
                }
            }
            // A function outside an interface is a remote procedure or a DLL's: it has no slot.
            ItemKind::Forward(_) | ItemKind::Method(_) | ItemKind::Importlib(_) => {}
        }
    }

    fn library(&mut self, item: &'p ast::Item, block: &'p ast::Block) {
        let start = self.module.items.len();
        self.items(&block.items);
        let library = Library {
            name: self.name(block.name),
            libid: self.uuid(&item.attributes),
            items: self.module.items[start..].to_vec(),
            attributes: self.attributes(&item.attributes),
            origin: self.origin_with(block.name.span, item.first, &item.attributes),
        };
        let id = self.module.add_library(library);
        self.push(id);
    }

    /// `[uuid(..)]`; one that cannot be read is reported.
    fn uuid(&mut self, attributes: &'p [ast::Attribute]) -> Option<Guid> {
        self.guid(attributes, kw::A_UUID)
    }
}

#[cfg(test)]
mod tests;
