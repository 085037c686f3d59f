//! The decision for one method: from its IDL parameters to mappings.

use midl_frontend::{
    layout::{Layouts, Target},
    model::{
        self, Bound, Checked, Direction, Expr, Interface, Module, Nullability, Param, RecordId,
        Scalar, Type,
    },
};

use super::{
    Element, Form, Mapping, Method, Owned, Reason, Returns,
    data::{Data, data, is_integer, is_plain},
    sal,
};
use crate::{
    names,
    options::{MethodPath, Options, ParamPath},
};

/// How large a result may be that is returned by value, in bytes. It is copied on the stacks of both sides, of which a thread on
/// Windows has 1 MiB, and debug builds copy it several times.
const RESULT_LIMIT: u64 = 16 * 1024;

pub(super) fn lower(
    module: &Checked,
    interface: &Interface,
    method: &model::Method,
    options: &Options,
) -> Method {
    let path =
        MethodPath { interface: interface.name.to_string(), method: method.name.to_string() };
    let method = &*sal::read(module, method);
    let decision = Decision { module, method, options, path: &path };
    let returns = decision.returns(interface);
    let mut forms: Vec<Form> = (0..method.params.len()).map(|at| decision.form(at)).collect();
    if !matches!(returns, Returns::Result | Returns::Success) {
        forms = forms.into_iter().map(|form| without_hresult(form, &returns)).collect();
    }
    unshare(method, &mut forms);
    let spoken_for: Vec<usize> = forms.iter().flat_map(sizes).collect();
    let mappings = forms.into_iter().enumerate().map(|(at, form)| Mapping { at, form });
    Method {
        name: names::snake_case(&method.name),
        params: names::params(method.params.iter().map(|param| &*param.name)),
        mappings: mappings.filter(|mapping| !spoken_for.contains(&mapping.at)).collect(),
        returns,
    }
}

/// The form in a method that cannot say that there is no result. What has an empty value comes back all the same, and NULL is
/// `None`; the rest would have to fail. (An argument that is refused is another thing: the method is not called then.)
fn without_hresult(form: Form, returns: &Returns) -> Form {
    let Form::Out { what, null } = form else {
        let fails = form.is_result() || matches!(form, Form::Buffer { .. });
        return if fails { Form::Raw(Reason::NoHresult) } else { form };
    };
    let has_empty_value = !matches!(what, Owned::Variant | Owned::Union { .. });
    if !has_empty_value || !matches!(returns, Returns::Void | Returns::Bool | Returns::Value) {
        return Form::Raw(Reason::NoHresult);
    }
    let what = match what {
        Owned::Interface { id, .. } => Owned::Interface { id, null: true },
        Owned::Wide { .. } => Owned::Wide { null: true },
        what => what,
    };
    Form::Out { what, null }
}

/// The parameters that a form speaks for beside its own.
fn sizes(form: &Form) -> Vec<usize> {
    match form {
        Form::Slice { count, .. } | Form::SliceMut { count, .. } | Form::OutSlice { count, .. } => {
            vec![*count]
        }
        Form::Buffer { capacity, fetched, .. } => vec![*capacity, *fetched],
        _ => Vec::new(),
    }
}

/// A size serves safe forms only if no raw parameter needs it too. A count that is written serves one alone, and so does one of
/// arrays that may all be missing: nothing would say how long the others are.
fn unshare(method: &model::Method, forms: &mut [Form]) {
    loop {
        let conflict = (0..forms.len()).find(|&at| {
            sizes(&forms[at]).iter().any(|&size| {
                (0..forms.len()).any(|other| {
                    // What is computed from a size needs it as an argument.
                    let raw = matches!(forms[other], Form::Raw(_) | Form::Sized { .. })
                        && links(&method.params[other], size);
                    let shared = other != at && sizes(&forms[other]).contains(&size);
                    let missing = is_nullable(&forms[at]) && is_nullable(&forms[other]);
                    raw || (shared && (missing || is_written(&forms[at], size)))
                })
            })
        });
        match conflict {
            Some(at) => forms[at] = Form::Raw(Reason::SharedSize),
            None => return,
        }
    }
}

fn is_nullable(form: &Form) -> bool {
    matches!(form, Form::Slice { null: true, .. } | Form::SliceMut { null: true, .. })
}

/// The thunk writes to this parameter when the method returns.
fn is_written(form: &Form, size: usize) -> bool {
    match form {
        Form::OutSlice { count, .. } => *count == size,
        Form::Buffer { fetched, .. } => *fetched == size,
        _ => false,
    }
}

/// The parameter's sizes speak of the parameter `of`.
fn links(param: &Param, of: usize) -> bool {
    let links = &param.links;
    [&links.size_is, &links.length_is, &links.first_is]
        .into_iter()
        .flatten()
        .flatten()
        .any(|expr| mentions(expr, of))
}

fn mentions(expr: &Expr, of: usize) -> bool {
    match expr {
        Expr::Constant(_) => false,
        Expr::Member(member) => *member == of,
        Expr::Deref(inner) | Expr::Unary(_, inner) | Expr::Cast(_, inner) => mentions(inner, of),
        Expr::Binary(_, left, right) => mentions(left, of) || mentions(right, of),
        Expr::Conditional(test, yes, no) => {
            mentions(test, of) || mentions(yes, of) || mentions(no, of)
        }
    }
}

/// `n`, also where it is written as the largest index and one more: `max_is(n - 1)`.
fn member(module: &Module, expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Member(member) => Some(*member),
        Expr::Binary("+", less, one) if **one == Expr::Constant(1) => match &**less {
            Expr::Binary("-", of, one) if **one == Expr::Constant(1) => member(module, of),
            _ => None,
        },
        Expr::Cast(to, inner) if keeps_counts(module, to) => member(module, inner),
        _ => None,
    }
}

/// True for a cast that no number of elements is changed by: `(ULONG) n`, and not `(BYTE) n`.
fn keeps_counts(module: &Module, to: &Type) -> bool {
    let layout = Layouts::new(module, Target::X86).of(to);
    is_integer(module, to) && layout.is_ok_and(|layout| layout.size >= 4)
}

/// `*n`
fn behind(module: &Module, expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Deref(inner) => member(module, inner),
        Expr::Cast(to, inner) if keeps_counts(module, to) => behind(module, inner),
        _ => None,
    }
}

/// `*m`, and `m ? *m : n` for a count that the caller may not want to know.
fn fetched(module: &Module, expr: &Expr, capacity: usize) -> Option<usize> {
    match expr {
        Expr::Conditional(test, yes, no) => {
            let count = member(module, test)?;
            let (yes, no) = (behind(module, yes), member(module, no));
            (yes == Some(count) && no == Some(capacity)).then_some(count)
        }
        Expr::Cast(to, inner) if keeps_counts(module, to) => fetched(module, inner, capacity),
        _ => behind(module, expr),
    }
}

/// The sizes written for a parameter.
enum Extent {
    /// None.
    One,
    /// `size_is(20)`
    Fixed(u32),
    /// `size_is(n)`: the caller's array.
    Array(usize),
    /// `size_is(, *n)`: an array that the callee makes.
    Made(usize),
    /// `size_is(rows * columns)`: as many as other parameters say together.
    Computed(Expr),
    /// Something else.
    Odd,
}

fn extent(module: &Module, param: &Param) -> Extent {
    match &param.links.size_is[..] {
        _ if param.links.first_is.iter().any(Option::is_some) => Extent::Odd,
        [] if param.links.length_is.iter().any(Option::is_some) => Extent::Odd,
        [] => Extent::One,
        [Some(Expr::Constant(count))] if param.links.length_is.is_empty() => {
            u32::try_from(*count).ok().filter(|count| *count > 0).map_or(Extent::Odd, Extent::Fixed)
        }
        [Some(size)] => match member(module, size) {
            Some(count) => Extent::Array(count),
            None if param.links.length_is.is_empty() => Extent::Computed(size.clone()),
            None => Extent::Odd,
        },
        [None, Some(size)] => behind(module, size).map_or(Extent::Odd, Extent::Made),
        _ => Extent::Odd,
    }
}

/// What one method is decided from.
struct Decision<'d> {
    module: &'d Module,
    method: &'d model::Method,
    options: &'d Options,
    path: &'d MethodPath,
}

impl Decision<'_> {
    fn returns(&self, interface: &Interface) -> Returns {
        match data(self.module, &self.method.returns, false) {
            Data::Hresult => {
                let enumerates = interface.name.starts_with("IEnum")
                    && matches!(&*self.method.name, "Next" | "Skip");
                if enumerates || self.options.success.contains(self.path) {
                    Returns::Success
                } else {
                    Returns::Result
                }
            }
            Data::Void => Returns::Void,
            Data::Bool => Returns::Bool,
            Data::Plain | Data::VariantBool => match self.module.resolved(&self.method.returns) {
                Type::Record(_) => Returns::Record { holds: false },
                _ => Returns::Value,
            },
            Data::Union(_) => {
                Returns::Record { holds: !is_plain(self.module, &self.method.returns) }
            }
            Data::Holding | Data::Variant => Returns::Record { holds: true },
            // The bindings say it as an `Option` of the interface's type.
            Data::Interface(_) => Returns::Value,
            _ => Returns::Raw,
        }
    }

    fn form(&self, at: usize) -> Form {
        let param = &self.method.params[at];
        let data = data(self.module, &param.ty, param.string);
        let constant =
            matches!(self.module.resolved(&param.ty), Type::Pointer { constant: true, .. });
        match (param.direction, data) {
            (_, Data::SafeArray) => Form::Raw(Reason::SafeArray),
            (_, Data::Function) => Form::Raw(Reason::Function),
            (_, Data::Interface(id)) => {
                // NULL is the only default that an object can have.
                let null = self.may_be_null(param) || param.default.is_some();
                Form::Interface { id, null }
            }
            (Direction::In, Data::Narrow) => match extent(self.module, param) {
                Extent::One => Form::Narrow { null: self.may_be_null(param) },
                _ => Form::Raw(Reason::NarrowString),
            },
            (_, Data::Narrow) => Form::Raw(Reason::NarrowString),
            (Direction::In, data) => self.input(param, data),
            // What is `const` is not written to, whatever else the IDL says.
            (Direction::InOut, data) if constant => self.input(param, data),
            (Direction::Out, _) if constant => Form::Raw(Reason::Untyped),
            (Direction::Out, data) => self.output(param, data),
            (Direction::InOut, data) => self.changed(param, data),
        }
    }

    fn input(&self, param: &Param, data: Data) -> Form {
        let null = self.may_be_null(param);
        match (extent(self.module, param), data) {
            (Extent::Computed(size), Data::Pointer(of) | Data::Array(of, _)) if !null => {
                self.sized(param, size, &of, (false, false))
            }
            (Extent::Odd | Extent::Made(_) | Extent::Computed(_), _) => Form::Raw(Reason::Size),
            (Extent::Array(_), Data::Wide) => Form::Raw(Reason::StringBuffer),
            (Extent::Array(count), Data::Pointer(of) | Data::Array(of, _)) => {
                let whole = param
                    .links
                    .length_is
                    .iter()
                    .flatten()
                    .all(|length| member(self.module, length) == Some(count));
                match self.element(&of) {
                    Ok(element) if whole && self.is_count(count) => {
                        Form::Slice { count, element, null }
                    }
                    Ok(_) => Form::Raw(Reason::Size),
                    Err(reason) => Form::Raw(reason),
                }
            }
            (Extent::One, Data::Array(of, Bound::Fixed(len)))
            | (Extent::Fixed(len), Data::Pointer(of) | Data::Array(of, _)) => {
                self.fixed(param, &of, || Form::Fixed { len, null })
            }
            (Extent::Array(_) | Extent::Fixed(_), _) | (Extent::One, Data::Array(..)) => {
                Form::Raw(Reason::Size)
            }
            (Extent::One, Data::Plain | Data::Hresult) => Form::Value,
            (Extent::One, Data::Bool) => Form::Bool,
            (Extent::One, Data::VariantBool) => Form::VariantBool,
            (Extent::One, Data::Holding) => Form::Raw(Reason::HoldsPointers),
            (Extent::One, Data::Union(union)) => match self.tag(param) {
                Some(tag) => Form::Union { union, tag, pointer: false },
                None if is_plain(self.module, &param.ty) => Form::Value,
                None => Form::Raw(Reason::Discriminant),
            },
            (Extent::One, Data::Bstr) => Form::Bstr,
            (Extent::One, Data::Variant) if is_optional(param) => {
                Form::OptionalVariant { pointer: false }
            }
            (Extent::One, Data::Variant) => Form::Variant { null: false, pointer: false },
            (Extent::One, Data::Wide) => Form::Wide { null },
            (Extent::One, Data::Pointer(to)) => self.reference(param, &to, null),
            (Extent::One, _) => Form::Raw(Reason::Untyped),
        }
    }

    /// `[in]` and one star.
    fn reference(&self, param: &Param, to: &Type, null: bool) -> Form {
        match data(self.module, to, false) {
            Data::Plain if self.is_character(to) => Form::Raw(Reason::MaybeString),
            Data::Plain | Data::Hresult | Data::Bool | Data::VariantBool => {
                Form::Reference { null }
            }
            Data::Variant if is_optional(param) => Form::OptionalVariant { pointer: true },
            Data::Variant => Form::Variant { null, pointer: true },
            Data::Union(union) => match self.tag(param) {
                Some(tag) if !null => Form::Union { union, tag, pointer: true },
                None if is_plain(self.module, to) => Form::Reference { null },
                _ => Form::Raw(Reason::Discriminant),
            },
            Data::Holding => Form::Raw(Reason::HoldsPointers),
            _ => Form::Raw(Reason::Untyped),
        }
    }

    fn output(&self, param: &Param, data: Data) -> Form {
        match self.place(param, data) {
            Form::Out { what, .. } if self.is_large(&param.ty, what) => Form::Raw(Reason::Large),
            form => form,
        }
    }

    /// What comes back through a pointer takes too much room to be returned by value.
    fn is_large(&self, ty: &Type, what: Owned) -> bool {
        let (of, count) = match (self.module.resolved(ty), what) {
            (Type::Pointer { to: of, .. } | Type::Array { of, .. }, Owned::Fixed { len }) => {
                (*of, u64::from(len))
            }
            (Type::Pointer { to, .. }, _) => (*to, 1),
            (ty, _) => (ty, 1),
        };
        // On 32-bit targets nothing is larger.
        let layout = Layouts::new(self.module, Target::X64).of(&of);
        layout.is_ok_and(|layout| layout.size.saturating_mul(count) > RESULT_LIMIT)
    }

    /// What the caller's place for a result becomes.
    fn place(&self, param: &Param, data: Data) -> Form {
        let null = param.null == Nullability::MayBeNull;
        match (extent(self.module, param), data) {
            (Extent::Array(count), Data::Wide) if !null => self.text_buffer(param, count, true),
            (Extent::Computed(size), Data::Pointer(of) | Data::Array(of, _)) if !null => {
                self.sized(param, size, &of, (true, true))
            }
            (_, Data::Wide) => Form::Raw(Reason::StringBuffer),
            (Extent::Array(capacity), Data::Pointer(of) | Data::Array(of, _)) if !null => {
                let fetched = match &param.links.length_is[..] {
                    [] => Some(None),
                    [Some(length)] if member(self.module, length) == Some(capacity) => Some(None),
                    [Some(length)] => fetched(self.module, length, capacity)
                        .filter(|count| self.is_written_count(*count))
                        .map(Some),
                    _ => None,
                };
                match (self.element(&of), fetched) {
                    _ if !self.is_count(capacity) => Form::Raw(Reason::Size),
                    (Ok(element), Some(Some(fetched))) => {
                        Form::Buffer { capacity, fetched, element }
                    }
                    (Ok(element @ (Element::Plain | Element::Byte)), Some(None)) => {
                        Form::SliceMut { count: capacity, element, cleared: true, null }
                    }
                    (Ok(_), _) => Form::Raw(Reason::Size),
                    (Err(reason), _) => Form::Raw(reason),
                }
            }
            (Extent::Made(count), Data::Pointer(to)) if self.is_written_count(count) && !null => {
                match self.made_element(&to) {
                    Ok(element) => Form::OutSlice { count, element },
                    Err(reason) => Form::Raw(reason),
                }
            }
            (Extent::One, Data::Array(of, Bound::Fixed(len))) if !self.is_character(&of) => {
                self.fixed(param, &of, || Form::Out { what: Owned::Fixed { len }, null })
            }
            (Extent::Fixed(len), Data::Pointer(of) | Data::Array(of, _)) => {
                self.fixed(param, &of, || Form::Out { what: Owned::Fixed { len }, null })
            }
            (Extent::One, Data::Pointer(to)) => match self.riid(param, &to) {
                Some(riid) => Form::Query { riid },
                None => self.out(param, &to, null),
            },
            _ => Form::Raw(Reason::Size),
        }
    }

    /// An array of a length that the IDL says.
    fn fixed(&self, param: &Param, of: &Type, form: impl FnOnce() -> Form) -> Form {
        match self.element(of) {
            Ok(Element::Plain) if !param.string => form(),
            Ok(_) => Form::Raw(Reason::Size),
            Err(reason) => Form::Raw(reason),
        }
    }

    /// An array of as many elements as an expression says.
    fn sized(
        &self,
        param: &Param,
        size: Expr,
        of: &Type,
        (mutable, cleared): (bool, bool),
    ) -> Form {
        match self.element(of) {
            Ok(element @ (Element::Plain | Element::Byte))
                if !param.string && self.is_computed(&size) =>
            {
                Form::Sized { size, element, mutable, cleared }
            }
            Ok(_) => Form::Raw(Reason::Size),
            Err(reason) => Form::Raw(reason),
        }
    }

    /// True for what is computed from `[in]` numbers by the four operations.
    fn is_computed(&self, size: &Expr) -> bool {
        match size {
            Expr::Constant(_) => true,
            Expr::Member(at) => self.is_count(*at),
            Expr::Cast(to, inner) => keeps_counts(self.module, to) && self.is_computed(inner),
            Expr::Binary("+" | "-" | "*" | "/", left, right) => {
                self.is_computed(left) && self.is_computed(right)
            }
            _ => false,
        }
    }

    /// `[string]` and a size: room for so many units.
    fn text_buffer(&self, param: &Param, count: usize, cleared: bool) -> Form {
        let null = param.null == Nullability::MayBeNull;
        if self.is_count(count) && param.links.length_is.is_empty() {
            Form::SliceMut { count, element: Element::Unit, cleared, null }
        } else {
            Form::Raw(Reason::StringBuffer)
        }
    }

    /// `[out]` and what its pointer points to.
    fn out(&self, param: &Param, to: &Type, null: bool) -> Form {
        match (self.owned(param, to), self.module.resolved(to)) {
            // Nobody returns one letter: this is a buffer whose size nobody wrote.
            (Ok(Owned::Plain), Type::Scalar(Scalar::WChar | Scalar::Char)) => {
                Form::Raw(Reason::StringBuffer)
            }
            (Ok(what), _) => Form::Out { what, null },
            (Err(reason), _) => Form::Raw(reason),
        }
    }

    fn changed(&self, param: &Param, data: Data) -> Form {
        let null = param.null == Nullability::MayBeNull;
        match (extent(self.module, param), data) {
            (Extent::Array(count), Data::Wide) => self.text_buffer(param, count, false),
            (Extent::Computed(size), Data::Pointer(of) | Data::Array(of, _)) if !null => {
                self.sized(param, size, &of, (true, false))
            }
            (_, Data::Wide) => Form::Raw(Reason::StringBuffer),
            (Extent::Array(count), Data::Pointer(of) | Data::Array(of, _))
                if param.links.length_is.is_empty() =>
            {
                match self.element(&of) {
                    Ok(element @ (Element::Plain | Element::Byte)) if self.is_count(count) => {
                        Form::SliceMut { count, element, cleared: false, null }
                    }
                    Ok(_) => Form::Raw(Reason::Size),
                    Err(reason) => Form::Raw(reason),
                }
            }
            (Extent::One, Data::Array(of, Bound::Fixed(len)))
            | (Extent::Fixed(len), Data::Pointer(of) | Data::Array(of, _)) => {
                self.fixed(param, &of, || Form::Mutable { what: Owned::Fixed { len }, null })
            }
            (Extent::One, Data::Pointer(to)) => {
                match self.owned(param, &to) {
                    // `&mut bool` cannot be lent for a BOOL: the wire's own type serves.
                    Ok(Owned::Bool | Owned::VariantBool) => {
                        Form::Mutable { what: Owned::Plain, null }
                    }
                    Ok(Owned::Plain) if self.is_character(&to) => Form::Raw(Reason::MaybeString),
                    Ok(
                        Owned::Interface { .. } | Owned::Wide { .. } | Owned::Bstr | Owned::Variant,
                    ) if null => Form::Raw(Reason::NullBothWays),
                    Ok(Owned::Holding) => Form::Raw(Reason::HoldsPointers),
                    Ok(Owned::Union { .. }) => Form::Raw(Reason::Discriminant),
                    Ok(what) => Form::Mutable { what, null },
                    Err(reason) => Form::Raw(reason),
                }
            }
            _ => Form::Raw(Reason::Size),
        }
    }

    fn owned(&self, param: &Param, to: &Type) -> Result<Owned, Reason> {
        match data(self.module, to, param.string) {
            Data::Plain | Data::Hresult => Ok(Owned::Plain),
            Data::Bool => Ok(Owned::Bool),
            Data::VariantBool => Ok(Owned::VariantBool),
            Data::Interface(id) => {
                Ok(Owned::Interface { id, null: self.may_be_null_inside(param) })
            }
            Data::Wide => Ok(Owned::Wide { null: self.may_be_null_inside(param) }),
            Data::Bstr => Ok(Owned::Bstr),
            Data::Variant => Ok(Owned::Variant),
            Data::Union(union) => match self.tag(param) {
                Some(tag) => Ok(Owned::Union { union, tag }),
                None if is_plain(self.module, to) => Ok(Owned::Plain),
                None => Err(Reason::Discriminant),
            },
            Data::Holding => Ok(Owned::Holding),
            Data::Narrow => Err(Reason::NarrowString),
            Data::SafeArray => Err(Reason::SafeArray),
            Data::Function => Err(Reason::Function),
            Data::Void | Data::Pointer(_) | Data::Array(..) => Err(Reason::Untyped),
        }
    }

    fn element(&self, of: &Type) -> Result<Element, Reason> {
        match data(self.module, of, false) {
            Data::Void => Ok(Element::Byte),
            Data::Interface(id) => Ok(Element::Interface(id)),
            Data::Variant => Ok(Element::Variant),
            _ if is_plain(self.module, of) => Ok(Element::Plain),
            _ => Err(Reason::HoldsPointers),
        }
    }

    /// What an array holds that the callee makes; `to` is a pointer to its first element.
    fn made_element(&self, to: &Type) -> Result<Element, Reason> {
        let of = data_behind(self.module, to).ok_or(Reason::Untyped)?;
        match data(self.module, &of, false) {
            Data::Interface(id) => Ok(Element::Interface(id)),
            Data::Wide => Ok(Element::Wide),
            _ if is_plain(self.module, &of) => Ok(Element::Plain),
            _ => Err(Reason::HoldsPointers),
        }
    }

    /// The discriminant: `[in]`, by value.
    fn tag(&self, param: &Param) -> Option<usize> {
        let tag = member(self.module, param.links.switch_is.as_ref()?)?;
        let ty = &self.method.params[tag].ty;
        let is_value =
            is_integer(self.module, ty) || matches!(self.module.resolved(ty), Type::Enum(_));
        let is_plain = data(self.module, ty, false) == Data::Plain;
        (is_value && is_plain && self.method.params[tag].direction == Direction::In).then_some(tag)
    }

    /// The IID that says what is behind a `void **` or `IUnknown **`.
    fn riid(&self, param: &Param, to: &Type) -> Option<usize> {
        let riid = member(self.module, param.links.iid_is.as_ref()?)?;
        let is_pointer = matches!(self.module.resolved(to), Type::Interface(_))
            || matches!(data(self.module, to, false), Data::Pointer(inner) if self.module.resolved(&inner) == Type::Void);
        let is_guid = match data(self.module, &self.method.params[riid].ty, false) {
            Data::Pointer(inner) => is_guid(self.module, &inner),
            _ => false,
        };
        (is_pointer && is_guid && self.method.params[riid].direction == Direction::In)
            .then_some(riid)
    }

    /// `[in] ULONG n`
    fn is_count(&self, at: usize) -> bool {
        self.method.params[at].direction == Direction::In
            && is_integer(self.module, &self.method.params[at].ty)
    }

    /// `[out] ULONG *n` or `[in, out] ULONG *n`
    fn is_written_count(&self, at: usize) -> bool {
        let param = &self.method.params[at];
        param.direction != Direction::In
            && data_behind(self.module, &param.ty).is_some_and(|to| is_integer(self.module, &to))
    }

    fn is_character(&self, ty: &Type) -> bool {
        matches!(
            self.module.resolved(ty),
            Type::Scalar(
                Scalar::WChar
                    | Scalar::Char
                    | Scalar::SignedChar
                    | Scalar::UnsignedChar
                    | Scalar::Byte
            )
        )
    }

    /// NULL instead of the parameter.
    fn may_be_null(&self, param: &Param) -> bool {
        param.null == Nullability::MayBeNull || self.is_nullable_in_plan(param)
    }

    /// NULL behind the parameter: IDL has no word for it, annotations and the plan have.
    fn may_be_null_inside(&self, param: &Param) -> bool {
        param.direction == Direction::InOut
            || sal::may_give_null(param)
            || self.is_nullable_in_plan(param)
    }

    fn is_nullable_in_plan(&self, param: &Param) -> bool {
        !self.options.nullable.is_empty()
            && self
                .options
                .nullable
                .contains(&ParamPath { method: self.path.clone(), param: param.name.to_string() })
    }
}

/// `[optional]`
fn is_optional(param: &Param) -> bool {
    param.attributes.iter().any(|attribute| &*attribute.name == "optional")
}

/// What a pointer type points to.
fn data_behind(module: &Module, ty: &Type) -> Option<Type> {
    match data(module, ty, false) {
        Data::Pointer(to) => Some(to),
        _ => None,
    }
}

fn is_guid(module: &Module, ty: &Type) -> bool {
    let name = |id: RecordId| {
        module[id].name.as_deref() == Some("GUID") || module[id].tag.as_deref() == Some("_GUID")
    };
    matches!(module.resolved(ty), Type::Record(id) if name(id))
}
