/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * The vendor's panel in plain C: one object that answers a dispinterface and the interface with slots of its button. It knows
 * the records of Automation, declared here by hand, and nothing of Rust.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_WIN32)
#define CALL __stdcall
#else
#define CALL
#endif

enum { VT_EMPTY = 0, VT_I2 = 2, VT_I4 = 3, VT_R8 = 5, VT_DATE = 7, VT_BSTR = 8, VT_DISPATCH = 9, VT_ERROR = 10, VT_BOOL = 11, VT_BYREF = 0x4000 };
enum { METHOD = 1, GET = 2, PUT = 4 };

typedef int32_t hresult;
typedef uint16_t wide;
typedef struct { uint32_t data1; uint16_t data2, data3; uint8_t data4[8]; } guid;
typedef struct {
    uint16_t vt, reserved[3];
    union { int16_t i2; int32_t i4; double r8; void *pointer; void *record[2]; } as;
} variant;
typedef struct { variant *arguments; int32_t *names; uint32_t count, named; } parameters;
typedef struct {
    uint16_t code, reserved;
    wide *source, *description, *help_file;
    uint32_t help_context;
    void *pointer;
    hresult(CALL *fill_in)(void *);
    hresult scode;
} exception;

typedef struct panel panel;
typedef struct {
    hresult(CALL *query_interface)(panel *, const guid *, void **);
    uint32_t(CALL *add_ref)(panel *);
    uint32_t(CALL *release)(panel *);
    hresult(CALL *get_type_info_count)(panel *, uint32_t *);
    hresult(CALL *get_type_info)(panel *, uint32_t, uint32_t, void **);
    hresult(CALL *get_ids_of_names)(panel *, const guid *, const wide **, uint32_t, uint32_t, int32_t *);
    hresult(CALL *invoke)(panel *, int32_t, const guid *, uint32_t, uint16_t, parameters *, variant *, exception *, uint32_t *);
    hresult(CALL *get_enabled)(panel *, int16_t *);
    hresult(CALL *put_enabled)(panel *, int16_t);
    hresult(CALL *press)(panel *, int32_t, variant, int32_t *);
} panel_vtable;

/* The test gives the function that makes a BSTR; one panel is enough for it. */
struct panel {
    const panel_vtable *vtable;
    uint32_t count;
    int16_t enabled, brightness;
    wide *(*make)(const char *);
};

static hresult CALL query_interface(panel *this, const guid *iid, void **object)
{
    static const uint8_t tail[8] = { 0x9a, 0x53, 0x0c, 0x1d, 0x2e, 0x3f, 0x4a, 0x04 };
    int ours = iid->data1 == 0x5f0a7a51 && iid->data2 == 0x1c7e && iid->data3 == 0x4f0e && memcmp(iid->data4, tail, 7) == 0
        && (iid->data4[7] == 4 || iid->data4[7] == 6 || iid->data4[7] == 7);
    int system = iid->data1 == 0x00020400 || iid->data1 == 0;
    *object = ours || system ? this : NULL;
    if (*object == NULL) return (hresult)0x80004002;
    this->count++;
    return 0;
}

static uint32_t CALL add_ref(panel *this) { return ++this->count; }
static uint32_t CALL release(panel *this) { return --this->count; }
static hresult CALL get_type_info_count(panel *this, uint32_t *count) { (void)this; *count = 0; return 0; }
static hresult CALL get_type_info(panel *this, uint32_t index, uint32_t lcid, void **info)
{
    (void)this; (void)index; (void)lcid;
    *info = NULL;
    return (hresult)0x80004001;
}

static hresult CALL get_ids_of_names(panel *this, const guid *iid, const wide **names, uint32_t count, uint32_t lcid, int32_t *ids)
{
    static const wide press[] = { 'P', 'r', 'e', 's', 's', 0 };
    (void)this; (void)iid; (void)lcid;
    if (count != 1 || memcmp(names[0], press, sizeof press) != 0) return (hresult)0x80020006;
    ids[0] = 2;
    return 0;
}

static int is_text(const variant *value, const char *text)
{
    const wide *units = value->as.pointer;
    if (value->vt != VT_BSTR || units == NULL) return 0;
    while (*text != 0 && *units == (wide)*text) text++, units++;
    return *text == 0 && *units == 0;
}

/* `arguments[0]` is the last one: what is wrong is counted from there. */
static hresult CALL invoke(panel *this, int32_t id, const guid *iid, uint32_t lcid, uint16_t flags, parameters *in, variant *result,
                           exception *what, uint32_t *wrong)
{
    variant *arguments = in->arguments;
    static const guid none;
    (void)lcid;
    if (memcmp(iid, &none, sizeof none) != 0) return (hresult)0x80020001;
    if (flags == PUT && (in->named != 1 || in->names[0] != -3 || result != NULL)) return (hresult)0x80020007;
    if (flags != PUT && in->named != 0) return (hresult)0x80020007;
    switch (id) {
    case 1:
        if (flags == GET && in->count == 0) {
            result->vt = VT_I4; /* Wider than declared, as scripts are. */
            result->as.i4 = this->brightness;
            return 0;
        }
        if (flags != PUT || in->count != 1 || arguments[0].vt != VT_I2) return (hresult)0x80020005;
        this->brightness = arguments[0].as.i2;
        return 0;
    case 2:
        if (flags == METHOD) { /* `Press` of the button. */
            if (in->count != 2 || arguments[1].vt != VT_I4) return (hresult)0x80020005;
            result->vt = VT_I4;
            result->as.i4 = arguments[1].as.i4 + (arguments[0].vt == VT_ERROR ? 0 : 100);
            return 0;
        }
        result->vt = VT_I4;
        result->as.i4 = 4;
        return 0;
    case 3:
        if (flags != METHOD || in->count != 3 || !is_text(&arguments[2], "hello") || arguments[1].vt != VT_I4) return (hresult)0x80020005;
        if (arguments[0].vt == VT_ERROR && arguments[0].as.i4 != (hresult)0x80020004) return (hresult)0x80020005;
        result->vt = VT_BSTR;
        result->as.pointer = this->make(arguments[1].as.i4 == 2 ? (arguments[0].vt == VT_ERROR ? "two" : "two, coloured") : "another");
        return 0;
    case 4:
        return flags == PUT && in->count == 2 && arguments[1].vt == VT_I2 && arguments[1].as.i2 == 7 && is_text(&arguments[0], "seven")
            ? 0
            : (hresult)0x80020005;
    case 5:
        if (flags != GET || in->count != 1 || !is_text(&arguments[0], "start")) return (hresult)0x80020005;
        result->vt = VT_DISPATCH;
        result->as.pointer = this;
        this->count++;
        return 0;
    case 6:
        if (result != NULL || in->count != 2 || arguments[1].vt != VT_DATE || arguments[0].vt != (VT_BOOL | VT_BYREF)) return (hresult)0x80020005;
        *(int16_t *)arguments[0].as.pointer = *(int16_t *)arguments[0].as.pointer == 0 && arguments[1].as.r8 == 2.5 ? -1 : 0;
        return 0;
    case 7:
        if (in->count != 4 || arguments[3].vt != (VT_I4 | VT_BYREF) || arguments[2].vt != (VT_R8 | VT_BYREF)
            || arguments[1].vt != (VT_BOOL | VT_BYREF) || arguments[0].vt != (VT_BSTR | VT_BYREF)) return (hresult)0x80020005;
        *(int32_t *)arguments[3].as.pointer = 640;
        *(double *)arguments[2].as.pointer = 4.5;
        *(int16_t *)arguments[1].as.pointer = -1;
        *(wide **)arguments[0].as.pointer = this->make("mm");
        return 0;
    case 8:
        if (in->count == 2 && arguments[1].as.i4 == 0) {
            *wrong = 1; /* The first of two. */
            return (hresult)0x80020005;
        }
        what->source = this->make("Acme");
        what->description = this->make("the lamp is broken");
        what->scode = (hresult)0x80040210;
        return (hresult)0x80020009;
    default:
        return (hresult)0x80020003;
    }
}

static hresult CALL get_enabled(panel *this, int16_t *enabled) { *enabled = this->enabled; return 0; }
static hresult CALL put_enabled(panel *this, int16_t enabled)
{
    if (enabled != 0 && enabled != -1) return (hresult)0x80070057;
    this->enabled = enabled;
    return 0;
}
static hresult CALL press(panel *this, int32_t times, variant how, int32_t *pressed)
{
    (void)this;
    *pressed = times + (how.vt == VT_ERROR && how.as.i4 == (hresult)0x80020004 ? 0 : 100);
    return 0;
}

static const panel_vtable VTABLE = {
    query_interface, add_ref, release, get_type_info_count, get_type_info, get_ids_of_names, invoke, get_enabled, put_enabled, press,
};
static panel PANEL = { &VTABLE, 1, 0, 50, NULL };

/* The panel, of which the caller gets a reference. */
void *vendor_panel(wide *(*make)(const char *))
{
    PANEL.make = make;
    PANEL.count++;
    return &PANEL;
}

/* How many references there are, but for the one of this file. */
uint32_t vendor_panel_references(void) { return PANEL.count - 1; }
