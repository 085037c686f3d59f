//! Items of which only the name is known: what the first walk puts into the arenas.

use crate::model::{
    Alias, Coclass, Dispinterface, Enum, Interface, Name, Origin, Packing, Record, RecordKind,
    Said, Type,
};

pub(super) fn interface(name: Name, origin: Origin) -> Interface {
    Interface {
        name,
        iid: None,
        base: None,
        methods: Vec::new(),
        defined: false,
        first_slot: 0,
        com: false,
        dual: false,
        local: false,
        async_of: None,
        attributes: Vec::new(),
        origin,
    }
}

pub(super) fn record(tag: Option<Name>, origin: Origin) -> Record {
    Record {
        name: None,
        tag,
        kind: RecordKind::Struct,
        fields: Vec::new(),
        switch_type: None,
        empty_arms: Vec::new(),
        pack: Packing::default(),
        defined: false,
        from_c: false,
        pipe: None,
        attributes: Vec::new(),
        origin,
    }
}

pub(super) fn enumeration(tag: Option<Name>, origin: Origin) -> Enum {
    Enum { name: None, tag, members: Vec::new(), v1: false, attributes: Vec::new(), origin }
}

pub(super) fn alias(name: Name, origin: Origin) -> Alias {
    Alias {
        name,
        ty: Type::Void,
        end: None,
        string: false,
        null: None,
        whole: Said::default(),
        attributes: Vec::new(),
        origin,
    }
}

pub(super) fn coclass(name: Name, origin: Origin) -> Coclass {
    Coclass { name, clsid: None, members: Vec::new(), attributes: Vec::new(), origin }
}

pub(super) fn dispinterface(name: Name, origin: Origin) -> Dispinterface {
    Dispinterface {
        name,
        iid: None,
        properties: Vec::new(),
        property_ids: Vec::new(),
        methods: Vec::new(),
        of: None,
        attributes: Vec::new(),
        origin,
    }
}
