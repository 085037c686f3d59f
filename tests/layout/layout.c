/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * layout.def against the headers of mingw-w64, which are made from an IDL of somebody else's. It is compiled, never run.
 */
#include <stddef.h>
#include <windows.h>
#include <bits5_0.h>

#define AT(narrow, wide) (sizeof(void *) == 4 ? (narrow) : (wide))
#define SIZE(record, narrow, wide) _Static_assert(sizeof(record) == AT(narrow, wide), #record);
#define FIELD(record, field, narrow, wide) \
    _Static_assert(offsetof(record, field) == AT(narrow, wide), #record "." #field);
#define SLOT(interface, method, slot) \
    _Static_assert(offsetof(interface##Vtbl, method) == (slot) * sizeof(void *), #interface "::" #method);
#define OWN_SIZE(record, narrow, wide)
#define OWN_FIELD(record, field, narrow, wide)
#define OWN_SLOT(interface, method, slot)

#include "layout.def"
