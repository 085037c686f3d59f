/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The vendor's driver in plain C: it knows IIDs, slots and signatures of its own interfaces, declared here by hand, and nothing
 * of Rust.
 */
#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define CALL __stdcall
#else
#define CALL
#endif

typedef int32_t hresult;
typedef uint16_t wide;
typedef struct { uint32_t data1; uint16_t data2, data3; uint8_t data4[8]; } guid;
typedef struct { uint16_t left; uint32_t width, height; } area;

typedef struct events events;
typedef struct {
    hresult(CALL *query_interface)(events *, const guid *, void **);
    uint32_t(CALL *add_ref)(events *);
    uint32_t(CALL *release)(events *);
    hresult(CALL *sheet_started)(events *, void *, const wide *);
    hresult(CALL *lines_read)(events *, const uint8_t *, uint32_t, const area *, int32_t *);
    hresult(CALL *state_changed)(events *, int32_t);
    hresult(CALL *get_depth)(events *, uint32_t *);
    hresult(CALL *put_depth)(events *, uint32_t);
    hresult(CALL *calibrate)(events *, const char *, const char *, const float *, uint32_t *);
} events_vtable;
struct events { const events_vtable *vtable; };

static const guid IID_EVENTS = { 0x5f0a7a51, 0x1c7e, 0x4f0e, { 0x9a, 0x53, 0x0c, 0x1d, 0x2e, 0x3f, 0x4a, 0x02 } };
static const guid IID_EVENTS2 = { 0x5f0a7a51, 0x1c7e, 0x4f0e, { 0x9a, 0x53, 0x0c, 0x1d, 0x2e, 0x3f, 0x4a, 0x03 } };

/* Feeds one sheet to the application and returns 0, or the number of the first step that went wrong. Releases `base`. */
int vendor_scan(void *base, void *sheet)
{
    static const wide title[] = { 'A', 0x00e4, 0 };
    static const uint8_t lines[] = { 1, 2, 3, 250 };
    const area whole = { 7, 640, 480 };
    events *object = base, *second = NULL;
    int32_t more = 42;
    uint32_t depth = 42;
    void *nobody = &more;
    static const guid other = { 1, 2, 3, { 4, 5, 6, 7, 8, 9, 10, 11 } };

    if (object->vtable->query_interface(object, &IID_EVENTS2, (void **)&second) != 0) return 1;
    if ((void *)second != base) return 2;
    object->vtable->release(object);
    if (second->vtable->query_interface(second, &other, &nobody) != (hresult)0x80004002 || nobody != NULL) return 3;
    if (second->vtable->sheet_started(second, sheet, title) != 0) return 4;
    if (second->vtable->sheet_started(second, NULL, title) != (hresult)0x80004003) return 5;
    if (second->vtable->lines_read(second, lines, sizeof lines, &whole, &more) != 0 || more != 1) return 6;
    if (second->vtable->lines_read(second, lines, 2, &whole, &more) != 0 || more != 0) return 7;
    if (second->vtable->lines_read(second, lines, 2, &whole, NULL) != (hresult)0x80004003) return 8;
    if (second->vtable->state_changed(second, 6) != (hresult)0x80040210) return 9;
    if (second->vtable->put_depth(second, 24) != 0) return 10;
    if (second->vtable->get_depth(second, &depth) != 0 || depth != 24) return 11;
    static const float gain[] = { 1.0f, 1.5f, 2.0f };
    uint32_t result[3] = { 42, 42, 42 };
    if (second->vtable->calibrate(second, "A\xe4", NULL, gain, result) != 0) return 15;
    if (result[0] != 2 || result[1] != 4 || result[2] != 42) return 16;
    result[0] = 42;
    if (second->vtable->calibrate(second, NULL, NULL, gain, result) != (hresult)0x80004003 || result[0] != 0) return 17;
    if (second->vtable->calibrate(second, "x", "y", NULL, result) != (hresult)0x80004003) return 18;
    if (second->vtable->query_interface(second, &IID_EVENTS, (void **)&object) != 0) return 12;
    if (second->vtable->release(second) != 1) return 13;
    if (object->vtable->release(object) != 0) return 14;
    return 0;
}
