//! `[async_uuid(..)] interface IFoo`: MIDL declares `AsyncIFoo` beside it, whose methods begin and finish those of `IFoo`.

use super::{Resolver, blank};
use crate::{
    ast,
    model::{Direction, Expr, Interface, InterfaceId, LinkLists, Links, Method, Param},
    symbol::kw,
};

impl<'p> Resolver<'p> {
    /// Fills in what the first walk declared beside an interface.
    pub(super) fn synthesise_async(&mut self, of: InterfaceId, item: &'p ast::Item) {
        let Some(twin) = self.async_twin(of) else { return };
        // A declaration of the name that a file wrote out itself counts.
        if self.module[twin].defined {
            return;
        }
        let iid = self.guid(&item.attributes, kw::A_ASYNC_UUID);
        let plain = &self.module[of];
        let base = plain.base.map(|base| self.async_twin(base).unwrap_or(base));
        let methods =
            plain.methods.iter().flat_map(|method| [begin(method), finish(method)]).collect();
        self.module[twin] = Interface {
            iid,
            base,
            methods,
            defined: true,
            local: plain.local,
            async_of: Some(of),
            ..blank::interface(self.module[twin].name.clone(), plain.origin)
        };
        self.push(twin);
    }

    fn async_twin(&self, of: InterfaceId) -> Option<InterfaceId> {
        self.async_twins.iter().find(|(plain, _)| *plain == of).map(|(_, twin)| *twin)
    }
}

/// Takes what goes in.
fn begin(method: &Method) -> Method {
    half("Begin_", method, |direction| direction != Direction::Out, Direction::In)
}

/// Gives what comes out.
fn finish(method: &Method) -> Method {
    half("Finish_", method, |direction| direction != Direction::In, Direction::Out)
}

fn half(
    prefix: &str,
    method: &Method,
    takes: impl Fn(Direction) -> bool,
    direction: Direction,
) -> Method {
    let mut places = Vec::with_capacity(method.params.len());
    let mut kept = 0;
    for param in &method.params {
        places.push(takes(param.direction).then_some(kept));
        kept += usize::from(takes(param.direction));
    }
    let params = method.params.iter().filter(|param| takes(param.direction));
    let params = params.map(|param| Param {
        direction,
        links: moved_links(&param.links, &places),
        ..param.clone()
    });
    Method {
        name: format!("{prefix}{}", method.name).into(),
        params: params.collect(),
        property: None,
        dispid: None,
        ..method.clone()
    }
}

/// Links among the parameters that are left; one that speaks of another is lost.
fn moved_links(links: &Links, places: &[Option<usize>]) -> Links {
    let one = |expr: &Option<Expr>| expr.as_ref().and_then(|expr| moved(expr, places));
    let list = |list: &[Option<Expr>]| list.iter().map(one).collect();
    LinkLists {
        size_is: list(&links.size_is),
        length_is: list(&links.length_is),
        first_is: list(&links.first_is),
        iid_is: one(&links.iid_is),
        switch_is: one(&links.switch_is),
    }
    .into()
}

fn moved(expr: &Expr, places: &[Option<usize>]) -> Option<Expr> {
    let inner = |expr: &Expr| moved(expr, places).map(Box::new);
    Some(match expr {
        Expr::Constant(value) => Expr::Constant(*value),
        Expr::Member(index) => Expr::Member(places.get(*index).copied().flatten()?),
        Expr::Deref(of) => Expr::Deref(inner(of)?),
        Expr::Unary(operator, of) => Expr::Unary(*operator, inner(of)?),
        Expr::Binary(operator, left, right) => Expr::Binary(operator, inner(left)?, inner(right)?),
        Expr::Conditional(condition, then, otherwise) => {
            Expr::Conditional(inner(condition)?, inner(then)?, inner(otherwise)?)
        }
        Expr::Cast(ty, of) => Expr::Cast(ty.clone(), inner(of)?),
    })
}
