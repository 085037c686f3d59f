/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Wine 8 has no bcryptprimitives.dll, from which Rust's standard library takes the seeds of its hash maps: every program ends
 * before `main`. This DLL goes into the Wine prefix of `cargo xtask wine` and nowhere else.
 */
#include <windows.h>

/* RtlGenRandom, by the name under which advapi32 exports it. */
__declspec(dllimport) BOOLEAN WINAPI SystemFunction036(void *buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *buffer, SIZE_T length)
{
    while (length != 0) {
        ULONG part = length > 0x10000 ? 0x10000 : (ULONG)length;
        if (!SystemFunction036(buffer, part)) return FALSE;
        buffer += part;
        length -= part;
    }
    return TRUE;
}
