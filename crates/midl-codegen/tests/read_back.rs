//! The metadata, read by windows-metadata's own reader, says what the model says.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test ends at its first surprise")]

mod support;

use midl_codegen::winmd;
use midl_frontend::model::{
    Checked, Direction, Guid, Interface, InterfaceId, ItemId, Nullability, Param,
};
use support::{NAMESPACE, checked, project_file};
use windows_metadata::{
    ParamAttributes, Type, Value,
    reader::{File, HasAttributes, Index, TypeDef},
};

/// The name of an attribute and its arguments.
type Attribute = (String, Vec<(String, Value)>);

fn read(checked: &Checked) -> Index {
    Index::new(vec![
        File::new(winmd::emit(checked, NAMESPACE)).expect("the writer's file can be read"),
    ])
}

fn own_interfaces(checked: &Checked) -> Vec<(InterfaceId, &Interface)> {
    let own = checked.items.iter().filter(|item| checked.is_own(**item));
    own.filter_map(|item| match item {
        ItemId::Interface(id) if checked[*id].defined => Some((*id, &checked[*id])),
        _ => None,
    })
    .collect()
}

fn iid(class: &TypeDef<'_>) -> Guid {
    let attribute = class.find_attribute("GuidAttribute").expect("an interface has an IID");
    let digits = attribute.value().into_iter().fold(0_u128, |digits, (_, value)| match value {
        Value::U32(value) => digits << 32 | u128::from(value),
        Value::U16(value) => digits << 16 | u128::from(value),
        Value::U8(value) => digits << 8 | u128::from(value),
        value => panic!("{value:?} in a GUID"),
    });
    Guid(digits)
}

fn flags(param: &Param) -> ParamAttributes {
    let direction = match param.direction {
        Direction::In => ParamAttributes::In,
        Direction::Out => ParamAttributes::Out,
        Direction::InOut => ParamAttributes::In | ParamAttributes::Out,
    };
    let optional = if param.null == Nullability::MayBeNull {
        ParamAttributes::Optional
    } else {
        ParamAttributes(0)
    };
    direction | optional
}

#[test]
fn interfaces_have_their_iids_bases_slots_and_directions() {
    let checked =
        checked("idl/DeliveryOptimization.idl", &project_file("idl/DeliveryOptimization.idl"));
    let index = read(&checked);
    let interfaces = own_interfaces(&checked);
    assert!(interfaces.len() >= 19, "{} interfaces", interfaces.len());
    for (_, interface) in interfaces {
        let class = index.expect(NAMESPACE, &interface.name);
        assert_eq!(Some(iid(&class)), interface.iid, "{}", interface.name);
        let bases: Vec<_> = class.interface_impls().map(|base| base.interface(&[])).collect();
        let base = interface
            .base
            .map(|base| &checked[base])
            .expect("every interface derives from IUnknown");
        let namespace = if &*base.name == "IUnknown" { "Windows.Win32" } else { NAMESPACE };
        assert_eq!(bases, [Type::class_named(namespace, &base.name)], "{}", interface.name);
        let methods: Vec<_> = class.methods().collect();
        let (found, expected): (Vec<_>, Vec<_>) = (
            methods.iter().map(|method| method.name()).collect(),
            interface.methods.iter().map(|method| &*method.name).collect(),
        );
        assert_eq!(found, expected, "{}", interface.name);
        for (method, row) in interface.methods.iter().zip(methods) {
            let place = format!("{}::{}", interface.name, method.name);
            assert_eq!(row.signature(&[]).types.len(), method.params.len(), "{place}");
            let names: Vec<_> = row.params().map(|param| param.name().to_owned()).collect();
            assert_eq!(
                names,
                method.params.iter().map(|param| param.name.to_string()).collect::<Vec<_>>(),
                "{place}"
            );
            for (param, row) in method.params.iter().zip(row.params()) {
                assert_eq!(row.flags(), flags(param), "{place}, {}", param.name);
            }
        }
    }
}

#[test]
fn the_same_model_gives_the_same_bytes() {
    let text = project_file("idl/DeliveryOptimization.idl");
    let emit = || winmd::emit(&checked("idl/DeliveryOptimization.idl", &text), NAMESPACE);
    assert_eq!(emit(), emit());
}

#[test]
fn every_sized_buffer_says_so() {
    let checked = checked(
        "buffers.idl",
        r#"
        import "unknwn.idl";
        [object, uuid(5b5d9f4e-65a1-4c1c-9d46-a3f4a3b0a001)]
        interface IBuffers : IUnknown {
            HRESULT Counted([in] DWORD n, [out, size_is(n)] BYTE *bytes);
            HRESULT Computed([in] DWORD n, [out, size_is(n * 2)] BYTE *bytes);
            HRESULT Fixed([out] BYTE bytes[16]);
            HRESULT Opaque([in] DWORD n, [in, size_is(n)] void *bytes);
            HRESULT Single([out] BYTE *byte);
        }
        "#,
    );
    let index = read(&checked);
    let attributes: Vec<Vec<Attribute>> = index
        .expect(NAMESPACE, "IBuffers")
        .methods()
        .map(|method| {
            let last = method.params().last().expect("each method has a parameter");
            last.attributes()
                .map(|attribute| (attribute.name().to_owned(), attribute.value()))
                .collect()
        })
        .collect();
    let one = |name: &str, values: &[(&str, Value)]| {
        let values = values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect::<Vec<_>>();
        vec![(name.to_owned(), values)]
    };
    let expected = [
        one("NativeArrayInfoAttribute", &[("CountParamIndex", Value::I16(0))]),
        one("NativeArrayInfoAttribute", &[]),
        one("NativeArrayInfoAttribute", &[("CountConst", Value::I32(16))]),
        one("MemorySizeAttribute", &[("BytesParamIndex", Value::I16(0))]),
        vec![],
    ];
    assert_eq!(attributes, expected);
}
