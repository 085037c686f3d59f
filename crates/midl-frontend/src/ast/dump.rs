//! A tree as text, for people who look at a stage.
//!
//! One line an item, what it holds below it. A type reads from left to right: `long * [4]` is an array of four pointers to long.
//! Expressions are in prefix form, so that precedence can be seen: `(+ a (* b 2))`.

use std::fmt::Write;

use super::{
    ArrayBound, Attribute, Base, CaseLabel, CppQuote, Declarator, Define, Enum, Enumerator, Expr,
    ExprKind, Field, File, FunctionLayer, Ident, Item, ItemKind, Layer, Method, Param, Record,
    RecordKind, TagKind, Tagged, TypeName, TypeSpec,
};
use crate::{
    model::{Convention, Packing},
    symbol::{Symbol, Symbols, kw},
};

/// The tree of a file as text.
#[must_use]
pub fn dump(file: &File, symbols: &Symbols) -> String {
    let mut dump = Dump { symbols, out: String::new(), depth: 0 };
    for import in &file.imports {
        dump.line(&format!("import {:?}", import.name));
    }
    for define in &file.defines {
        let define = dump.define(define);
        dump.line(&define);
    }
    dump.items(&file.items);
    dump.out
}

struct Dump<'a> {
    symbols: &'a Symbols,
    out: String,
    depth: usize,
}

impl Dump<'_> {
    fn line(&mut self, text: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.out, "{:1$}{text}", "", self.depth * 2);
    }

    fn below(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        let mut attributes = self.attributes(&item.attributes);
        if item.from_c {
            attributes.insert_str(0, "c ");
        }
        if item.quoted_out {
            attributes.insert_str(0, "quoted-out ");
        }
        match &item.kind {
            ItemKind::Interface(interface) => {
                let base = interface
                    .base
                    .map(|base| format!(" : {}", self.name(base)))
                    .unwrap_or_default();
                self.line(&format!("{attributes}interface {}{base}", self.name(interface.name)));
                self.below(|dump| dump.items(&interface.items));
            }
            ItemKind::Dispinterface(dispinterface) => {
                self.line(&format!("{attributes}dispinterface {}", self.name(dispinterface.name)));
                self.below(|dump| {
                    if let Some(of) = dispinterface.of {
                        dump.line(&format!("interface {}", dump.name(of)));
                    }
                    for property in &dispinterface.properties {
                        dump.field(property);
                    }
                    dump.items(&dispinterface.methods);
                });
            }
            ItemKind::Coclass(coclass) => {
                self.line(&format!("{attributes}coclass {}", self.name(coclass.name)));
                self.below(|dump| {
                    for member in &coclass.members {
                        let attributes = dump.attributes(&member.attributes);
                        dump.line(&format!("{attributes}{}", dump.tagged(member.of)));
                    }
                });
            }
            ItemKind::Library(block) => {
                self.line(&format!("{attributes}library {}", self.name(block.name)));
                self.below(|dump| dump.items(&block.items));
            }
            ItemKind::Module(block) => {
                self.line(&format!("{attributes}module {}", self.name(block.name)));
                self.below(|dump| dump.items(&block.items));
            }
            ItemKind::Forward(tagged) => {
                self.line(&format!("{attributes}forward {}", self.tagged(*tagged)))
            }
            ItemKind::Typedef(typedef) => {
                let names =
                    typedef.declarators.iter().map(|name| self.declared(&typedef.spec, name));
                self.line(&format!("{attributes}typedef {}", names.collect::<Vec<_>>().join(", ")));
                self.body(&typedef.spec);
            }
            ItemKind::Type(spec) => {
                self.line(&format!("{attributes}{}", self.spec(spec)));
                self.body(spec);
            }
            ItemKind::Const(constants) => {
                for (declarator, value) in &constants.values {
                    let declared = self.declared(&constants.spec, declarator);
                    self.line(&format!("{attributes}const {declared} = {}", self.expr(value)));
                }
            }
            ItemKind::Method(method) => self.line(&format!("{attributes}{}", self.method(method))),
            ItemKind::CppQuote(quote) => self.line(&format!("{attributes}{}", self.quote(quote))),
            ItemKind::Importlib(import) => {
                self.line(&format!("{attributes}importlib {:?}", import.name))
            }
        }
    }

    fn quote(&self, quote: &CppQuote) -> String {
        let define = quote
            .define
            .as_ref()
            .map(|define| format!(" -> {}", self.define(define)))
            .unwrap_or_default();
        format!("cpp_quote {:?}{define}", quote.text(self.symbols))
    }

    fn define(&self, define: &Define) -> String {
        format!("define {} = {}", self.name(define.name), self.expr(&define.value))
    }

    fn method(&self, method: &Method) -> String {
        let convention = convention(method.convention);
        let params = self.params(&method.params, method.variadic);
        format!(
            "method {}{convention}({params}) -> {}",
            self.name(method.name),
            self.type_name(&method.returns)
        )
    }

    fn params(&self, params: &[Param], variadic: bool) -> String {
        let mut list: Vec<String> = params.iter().map(|param| self.param(param)).collect();
        list.extend(variadic.then(|| "...".to_owned()));
        list.join(", ")
    }

    fn param(&self, param: &Param) -> String {
        format!(
            "{}{}",
            self.attributes(&param.attributes),
            self.declared(&param.spec, &param.declarator)
        )
    }

    /// `name: type`
    fn declared(&self, spec: &TypeSpec, declarator: &Declarator) -> String {
        let name = declarator.name.map_or("_", |name| self.name(name));
        let constant = if declarator.constant { "const " } else { "" };
        let bits = declarator
            .bits
            .as_ref()
            .map(|bits| format!(" : {} bits", self.expr(bits)))
            .unwrap_or_default();
        format!("{name}: {constant}{}{}{bits}", self.spec(spec), self.layers(&declarator.layers))
    }

    fn layers(&self, layers: &[Layer]) -> String {
        layers.iter().map(|layer| self.layer(layer)).collect()
    }

    fn layer(&self, layer: &Layer) -> String {
        match layer {
            Layer::Pointer { constant: false } => " *".into(),
            Layer::Pointer { constant: true } => " *const".into(),
            Layer::Array(ArrayBound::Open) => " []".into(),
            Layer::Array(ArrayBound::Fixed(count)) => format!(" [{}]", self.expr(count)),
            Layer::Array(ArrayBound::Range(bounds)) => {
                let (low, high) = &**bounds;
                format!(" [{}..{}]", self.expr(low), self.expr(high))
            }
            Layer::Function(function) => self.function(function),
        }
    }

    fn function(&self, function: &FunctionLayer) -> String {
        format!(
            " fn{}({})",
            convention(function.convention),
            self.params(&function.params, function.variadic)
        )
    }

    fn type_name(&self, name: &TypeName) -> String {
        let constant = if name.declarator.constant { "const " } else { "" };
        format!("{constant}{}{}", self.spec(&name.spec), self.layers(&name.declarator.layers))
    }

    fn spec(&self, spec: &TypeSpec) -> String {
        let constant = if spec.constant { "const " } else { "" };
        let base = match &spec.base {
            Base::Void => "void".into(),
            Base::Scalar(scalar) => format!("{scalar:?}"),
            Base::Name(name) => self.name(*name).to_owned(),
            Base::Tagged(tagged) => self.tagged(*tagged),
            Base::Record(record) => self.record(record),
            Base::Enum(of) => format!("enum {}", self.tag(of.tag)),
            Base::SafeArray(of) => format!("SAFEARRAY({})", self.type_name(of)),
            Base::Pipe(of) => format!("pipe {}", self.spec(of)),
            Base::Missing => "missing".into(),
        };
        format!("{constant}{base}")
    }

    fn tag(&self, tag: Option<Ident>) -> &str {
        tag.map_or("_", |tag| self.name(tag))
    }

    fn record(&self, record: &Record) -> String {
        let kind = match record.kind {
            RecordKind::Struct => "struct",
            RecordKind::Union => "union",
        };
        let pack = match record.pack {
            Packing { x64: None, x86: None } => String::new(),
            pack => format!(" pack {pack}"),
        };
        let switch = record.switch.as_ref().map(|switch| {
            format!(
                " switch {}: {} in {}",
                self.name(switch.tag),
                self.spec(&switch.spec),
                self.tag(switch.union)
            )
        });
        format!("{kind} {}{pack}{}", self.tag(record.tag), switch.unwrap_or_default())
    }

    fn tagged(&self, tagged: Tagged) -> String {
        let kind = match tagged.kind {
            TagKind::Struct => "struct",
            TagKind::Union => "union",
            TagKind::Enum => "enum",
            TagKind::Interface => "interface",
            TagKind::Dispinterface => "dispinterface",
            TagKind::Coclass => "coclass",
            TagKind::Library => "library",
            TagKind::Module => "module",
        };
        format!("{kind} {}", self.name(tagged.name))
    }

    /// The members of a record or an enum, one a line.
    fn body(&mut self, spec: &TypeSpec) {
        self.below(|dump| match &spec.base {
            Base::Record(record) => {
                for field in &record.fields {
                    dump.field(field);
                }
            }
            Base::Enum(of) => dump.members(of),
            _ => {}
        });
    }

    fn members(&mut self, of: &Enum) {
        for Enumerator { attributes, name, value, .. } in &of.members {
            let value =
                value.as_ref().map(|value| format!(" = {}", self.expr(value))).unwrap_or_default();
            self.line(&format!("{}{}{value}", self.attributes(attributes), self.name(*name)));
        }
    }

    fn field(&mut self, field: &Field) {
        let mut before = String::new();
        for label in &field.labels {
            match label {
                CaseLabel::Case(value) => before.extend(["case ", &self.expr(value), ": "]),
                CaseLabel::Default => before.push_str("default: "),
            }
        }
        before.push_str(&self.attributes(&field.attributes));
        match &*field.declarators {
            [] => self.line(&format!("{before}_: {}", self.spec(&field.spec))),
            declarators => {
                let names: Vec<String> =
                    declarators.iter().map(|name| self.declared(&field.spec, name)).collect();
                self.line(&format!("{before}{}", names.join(", ")));
            }
        }
        self.body(&field.spec);
    }

    fn attributes(&self, attributes: &[Attribute]) -> String {
        if attributes.is_empty() {
            return String::new();
        }
        let list: Vec<String> =
            attributes.iter().map(|attribute| self.attribute(attribute)).collect();
        format!("[{}] ", list.join(", "))
    }

    fn attribute(&self, attribute: &Attribute) -> String {
        let mut text = self.name(attribute.name).to_owned();
        if attribute.written != kw::NOTHING {
            text.extend(["(", self.text(attribute.written), ")"]);
        }
        text
    }

    fn expr(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Integer(value, form) => {
                let unsigned = if form.unsigned { "u" } else { "" };
                let wide = if form.wide { "ll" } else { "" };
                if form.decimal {
                    format!("{value}{unsigned}{wide}")
                } else {
                    format!("0x{value:X}{unsigned}{wide}")
                }
            }
            ExprKind::Float(value) => format!("{value:?}"),
            ExprKind::Char { value, wide } => format!("{}'{value}'", if *wide { "L" } else { "" }),
            ExprKind::String { text, wide } => {
                format!("{}{:?}", if *wide { "L" } else { "" }, self.text(*text))
            }
            ExprKind::Name(name) => self.text(*name).to_owned(),
            ExprKind::Group(inner) => self.expr(inner),
            ExprKind::Unary(operator, operand) => {
                format!("({} {})", operator.sign(), self.expr(operand))
            }
            ExprKind::Binary(operator, operands) => {
                format!(
                    "({} {} {})",
                    operator.sign(),
                    self.expr(&operands.0),
                    self.expr(&operands.1)
                )
            }
            ExprKind::Conditional(parts) => {
                format!(
                    "(? {} {} {})",
                    self.expr(&parts.0),
                    self.expr(&parts.1),
                    self.expr(&parts.2)
                )
            }
            ExprKind::Cast(cast) => {
                format!("(cast {} {})", self.type_name(&cast.0), self.expr(&cast.1))
            }
            ExprKind::SizeOf(name) => format!("(sizeof {})", self.type_name(name)),
            ExprKind::Call(call) => {
                let arguments = call.arguments.iter();
                let arguments: String =
                    arguments.map(|argument| format!(" {}", self.expr(argument))).collect();
                format!("({}{arguments})", self.text(call.name))
            }
            ExprKind::Member(member) => {
                format!(
                    "({} {} {})",
                    if member.arrow { "->" } else { "." },
                    self.expr(&member.of),
                    self.name(member.name)
                )
            }
            ExprKind::Index(parts) => {
                format!("([] {} {})", self.expr(&parts.0), self.expr(&parts.1))
            }
            ExprKind::Error => "error".into(),
        }
    }

    fn name(&self, name: Ident) -> &str {
        self.text(name.symbol)
    }

    fn text(&self, symbol: Symbol) -> &str {
        self.symbols.text(symbol)
    }
}

fn convention(convention: Option<Convention>) -> &'static str {
    match convention {
        None => "",
        Some(Convention::Stdcall) => " stdcall ",
        Some(Convention::Cdecl) => " cdecl ",
        Some(Convention::Fastcall) => " fastcall ",
    }
}
