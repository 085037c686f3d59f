# // The least that an emitter prints, for an interface without methods. Included in the examples of `src/soundness.rs` and
# // `src/conformance.rs`.
# #![allow(non_camel_case_types)]
# use com_callback::{__private, Object};
# windows_core::imp::define_interface!(IPing, IPing_Vtbl, 0x6d5b1c70_3a0e_4c86_9f3e_0f0d4b1c0100);
# windows_core::imp::interface_hierarchy!(IPing, windows_core::IUnknown);
# #[repr(C)]
# pub struct IPing_Vtbl { base__: windows_core::IUnknown_Vtbl }
# trait Ping {}
# // SAFETY: the vtable is that of `IUnknown` alone, with thunks for `T` and `AT`.
# unsafe impl<T: Ping + __private::Declare, const AT: usize> __private::Chain<T, AT> for dyn Ping {
#     type Interface = IPing;
#     type Vtable = IPing_Vtbl;
#     const VTABLE: &'static IPing_Vtbl = &IPing_Vtbl { base__: __private::thunk::unknown::<T, AT>() };
#     fn answers(iid: __private::Iid) -> bool {
#         iid == __private::Iid::of::<IPing>()
#     }
# }
