//! Rows of interfaces and function types: a signature, and what its parameters mean.

use midl_frontend::model::{
    Bound, Convention, Direction, Expr, FunctionId, InterfaceId, Nullability, Param,
    Type as ModelType,
};
use windows_metadata::{
    MethodAttributes, MethodCallAttributes, MethodImplAttributes, ParamAttributes, Signature, Type,
    TypeAttributes, Value,
    writer::{HasAttribute, TypeDefOrRef},
};

use super::{names, rows::Rows, words};

impl Rows<'_> {
    /// An interface: its own methods only, the slots of its bases are theirs.
    pub(super) fn interface(&mut self, id: InterfaceId) {
        let interface = &self.types.selection.module[id];
        let flags = TypeAttributes::Public | TypeAttributes::Abstract | TypeAttributes::Interface;
        let class = self.file.TypeDef(
            self.types.namespace,
            &names::rust(&interface.name),
            TypeDefOrRef::default(),
            flags,
        );
        if let Some(iid) = interface.iid {
            self.guid(HasAttribute::TypeDef(class), iid);
        }
        match interface.base {
            Some(base) => {
                let base = self.types.interface(base);
                self.file.InterfaceImpl(class, &base);
            }
            // Of an interface that is only forward declared, this much is known.
            None if !interface.defined => {
                self.file.InterfaceImpl(class, &Type::class_named(words::CORE, "IUnknown"));
            }
            None => {}
        }
        for (method, name) in interface.methods.iter().zip(names::methods(interface)) {
            let flags = MethodAttributes::Public
                | MethodAttributes::HideBySig
                | MethodAttributes::NewSlot
                | MethodAttributes::Abstract
                | MethodAttributes::Virtual;
            self.signature(
                &name,
                &method.returns,
                &method.params,
                MethodCallAttributes::HASTHIS,
                flags,
            );
        }
    }

    /// A function type.
    pub(super) fn function(&mut self, id: FunctionId) {
        let function = &self.types.selection.module[id];
        let name = self.types.selection.function_name(id);
        let base = self.system("MulticastDelegate");
        let flags = TypeAttributes::Public | TypeAttributes::Sealed;
        let class = self.file.TypeDef(self.types.namespace, &name, base, flags);
        let convention = match function.convention {
            Convention::Stdcall | Convention::Fastcall => 1,
            Convention::Cdecl => 2,
        };
        self.convention(HasAttribute::TypeDef(class), convention);
        let flags = MethodAttributes::Public | MethodAttributes::HideBySig;
        self.signature(
            "Invoke",
            &function.returns,
            &function.params,
            MethodCallAttributes::default(),
            flags,
        );
    }

    fn signature(
        &mut self,
        name: &str,
        returns: &ModelType,
        params: &[Param],
        call: MethodCallAttributes,
        flags: MethodAttributes,
    ) {
        let types: Vec<Type> = params.iter().map(|param| self.types.param(param)).collect();
        let signature = Signature {
            flags: call,
            return_type: self.types.of(returns, false),
            types: types.clone(),
        };
        self.file.MethodDef(name, &signature, flags, MethodImplAttributes::default());
        for (index, ((param, name), ty)) in
            params.iter().zip(names::params(params)).zip(&types).enumerate()
        {
            self.param(param, &name, ty, index, params.len());
        }
    }

    fn param(&mut self, param: &Param, name: &str, ty: &Type, index: usize, count: usize) {
        let says_direction =
            param.attributes.iter().any(|attribute| matches!(&*attribute.name, "in" | "out"));
        let mut flags = match param.direction {
            // C's function types say nothing of directions: what is not `const` may be written to.
            Direction::In if !says_direction && may_be_written(ty) => {
                ParamAttributes::In | ParamAttributes::Out
            }
            Direction::In => ParamAttributes::In,
            Direction::Out => ParamAttributes::Out,
            Direction::InOut => ParamAttributes::In | ParamAttributes::Out,
        };
        if param.null == Nullability::MayBeNull {
            flags |= ParamAttributes::Optional;
        }
        let sequence = u16::try_from(index + 1).unwrap_or(u16::MAX);
        let row = HasAttribute::Param(self.file.Param(name, sequence, flags));
        if param.retval && index + 1 == count {
            self.attribute(row, "RetValAttribute", &[]);
        }
        if param.links.iid_is.is_some() {
            self.attribute(row, "ComOutPtrAttribute", &[]);
        }
        self.buffer(row, param);
    }

    /// Says that a pointer leads to a buffer, also where metadata has no word for its size: a single element must not be
    /// taken for granted.
    fn buffer(&mut self, row: HasAttribute, param: &Param) {
        let module = self.types.selection.module;
        let resolved = module.resolved(&param.ty);
        let size = match &resolved {
            ModelType::Array { bound: Bound::Fixed(count), .. }
                if param.links.size_is.is_empty() =>
            {
                Some(Size::Constant(i64::from(*count)))
            }
            _ => param.links.size_is.first().and_then(Option::as_ref).map(Size::of),
        };
        let is_array = matches!(resolved, ModelType::Array { .. });
        let in_bytes = matches!(&resolved, ModelType::Pointer { to, .. } if module.resolved(to) == ModelType::Void);
        let named = |name: &str, value| vec![(name.to_owned(), value)];
        match size {
            Some(Size::Member(index)) if in_bytes => {
                self.attribute(
                    row,
                    "MemorySizeAttribute",
                    &named("BytesParamIndex", Value::I16(index)),
                );
            }
            Some(Size::Member(index)) => {
                self.attribute(
                    row,
                    "NativeArrayInfoAttribute",
                    &named("CountParamIndex", Value::I16(index)),
                );
            }
            Some(Size::Constant(count)) if let Ok(count) = i32::try_from(count) => {
                self.attribute(
                    row,
                    "NativeArrayInfoAttribute",
                    &named("CountConst", Value::I32(count)),
                );
            }
            Some(_) => self.attribute(row, "NativeArrayInfoAttribute", &[]),
            None if is_array => self.attribute(row, "NativeArrayInfoAttribute", &[]),
            None => {}
        }
    }
}

fn may_be_written(ty: &Type) -> bool {
    match ty {
        Type::PtrMut(..) => true,
        Type::ValueName(name) => {
            name.namespace == words::CORE && matches!(&*name.name, "PWSTR" | "PSTR")
        }
        _ => false,
    }
}

/// What metadata can say of a buffer's size.
enum Size {
    Member(i16),
    Constant(i64),
    Other,
}

impl Size {
    fn of(expr: &Expr) -> Size {
        match expr {
            Expr::Member(index) => i16::try_from(*index).map_or(Size::Other, Size::Member),
            Expr::Deref(inner) | Expr::Cast(_, inner) => Size::of(inner),
            Expr::Constant(count) => Size::Constant(*count),
            _ => Size::Other,
        }
    }
}
