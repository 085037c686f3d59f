//
// An object that is bound to its thread and can be held weakly. Included in the examples of `src/soundness.rs`.
# struct Bound(std::rc::Rc<u32>);
# impl Ping for Bound {}
# impl __private::Declare for Bound {
#     type Chain = dyn Ping;
#     type Further = (__private::Face<dyn __private::WeakReferenceSource>,);
#     type Threading = __private::Apartment;
#     type Counting = __private::StrongAndWeak;
# }
