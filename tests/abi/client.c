/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A COM client in plain C that knows nothing of Rust. It holds only what a client may know: IIDs, slot order and
 * signatures, declared here a second time and by hand, so that a mistake of the compiler is not repeated by the test.
 *
 * Every function takes an interface pointer with one reference, which it releases, and reports each broken rule through `fail`.
 * It returns how many rules it looked at, so that a test can see that it ran.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(_WIN32)
#define CALL __stdcall
__declspec(dllimport) void CALL CoTaskMemFree(void *memory);
#define free_task_memory CoTaskMemFree
#else
#define CALL
#define free_task_memory free
#endif

typedef int32_t hresult;
typedef uint16_t wide;
typedef struct { uint32_t data1; uint16_t data2, data3; uint8_t data4[8]; } guid;
typedef void (*fail_function)(void *context, const char *rule, int64_t found);
typedef struct { void *context; fail_function report; int looked; } judge;

#define S_OK_ 0
#define S_FALSE_ 1
#define E_POINTER_ ((hresult)0x80004003)
#define E_NOINTERFACE_ ((hresult)0x80004002)
#define E_INVALIDARG_ ((hresult)0x80070057)
#define E_UNEXPECTED_ ((hresult)0x8000FFFF)
#define E_NOTIMPL_ ((hresult)0x80004001)
#define DO_E_INVALID_STATE_ ((hresult)0x80D02013)

static const guid IID_UNKNOWN = { 0x00000000, 0x0000, 0x0000, { 0xC0, 0, 0, 0, 0, 0, 0, 0x46 } };
static const guid IID_AGILE = { 0x94EA2B94, 0xE9CC, 0x49E0, { 0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90 } };
static const guid IID_INSPECTABLE = { 0xAF86E2E0, 0xB12D, 0x4C6A, { 0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90 } };
static const guid IID_CALLBACK = { 0x97EA99C7, 0x0186, 0x4AD4, { 0x8D, 0xF9, 0xC5, 0xB4, 0xE0, 0xED, 0x6B, 0x22 } };
static const guid IID_JOB = { 0x37668D37, 0x507E, 0x4160, { 0x93, 0x16, 0x26, 0x30, 0x6D, 0x15, 0x0B, 0x12 } };
static const guid IID_ERROR = { 0x19C613A0, 0xFCB8, 0x4F28, { 0x81, 0xAE, 0x89, 0x7C, 0x3D, 0x07, 0x8F, 0x81 } };
static const guid IID_FILE = { 0x01B7BD23, 0xFB88, 0x4A77, { 0x84, 0x90, 0x58, 0x91, 0xD3, 0xE4, 0x65, 0x3A } };
static const guid IID_NOBODY = { 0x0BADC0DE, 0x1234, 0x5678, { 1, 2, 3, 4, 5, 6, 7, 8 } };

static void look(judge *judge, int kept, const char *rule, int64_t found)
{
    judge->looked++;
    if (!kept) judge->report(judge->context, rule, found);
}
#define LOOK(condition, rule, found) look(judge, (condition) != 0, (rule), (int64_t)(intptr_t)(found))

/* ---- what every object owes ---- */

typedef struct unknown unknown;
typedef struct {
    hresult(CALL *query_interface)(unknown *, const guid *, void **);
    uint32_t(CALL *add_ref)(unknown *);
    uint32_t(CALL *release)(unknown *);
} unknown_vtable;
struct unknown { const unknown_vtable *vtable; };

static uint32_t count_of(unknown *object)
{
    object->vtable->add_ref(object);
    return object->vtable->release(object);
}

static void look_at_identity(judge *judge, void *pointer, const guid *own)
{
    unknown *object = pointer;
    const unknown_vtable *vtable = object->vtable;
    uint32_t before = count_of(object);
    void *out = NULL, *again = NULL;

    LOOK(before == 1, "the first reference is the only one", before);
    LOOK(vtable->add_ref(object) == before + 1, "AddRef returns the new count", 0);
    LOOK(vtable->release(object) == before, "Release returns the new count", 0);

    out = NULL;
    LOOK(vtable->query_interface(object, own, &out) == S_OK_, "QueryInterface answers its own IID", 0);
    LOOK(out == pointer, "QueryInterface for its own IID gives the same pointer", 0);
    LOOK(count_of(object) == before + 1, "QueryInterface adds one reference", count_of(object));
    if (out != NULL && count_of(object) > before) ((unknown *)out)->vtable->release(out);

    out = NULL;
    LOOK(vtable->query_interface(object, &IID_UNKNOWN, &out) == S_OK_, "QueryInterface answers IUnknown", 0);
    if (out != NULL && count_of(object) > before) {
        ((unknown *)out)->vtable->query_interface(out, &IID_UNKNOWN, &again);
        LOOK(out == again, "the identity of an object never changes", 0);
        if (again != NULL) ((unknown *)again)->vtable->release(again);
        again = NULL;
        LOOK(((unknown *)out)->vtable->query_interface(out, own, &again) == S_OK_, "IUnknown leads back to the interface", 0);
        if (again != NULL) ((unknown *)again)->vtable->release(again);
        ((unknown *)out)->vtable->release(out);
    }

    out = (void *)(intptr_t)0x55;
    LOOK(vtable->query_interface(object, &IID_NOBODY, &out) == E_NOINTERFACE_, "an unknown IID is E_NOINTERFACE", 0);
    LOOK(out == NULL, "an unknown IID leaves NULL", out);
    LOOK(vtable->query_interface(object, &IID_NOBODY, NULL) == E_POINTER_, "an unknown IID with NULL ppv is E_POINTER", 0);
    LOOK(vtable->query_interface(object, own, NULL) == E_POINTER_, "NULL ppv is E_POINTER", 0);
    out = (void *)(intptr_t)0x55;
    LOOK(vtable->query_interface(object, NULL, &out) < 0, "NULL riid fails", 0);
    LOOK(out == NULL, "NULL riid leaves NULL", out);

    out = NULL;
    LOOK(vtable->query_interface(object, &IID_AGILE, &out) == S_OK_ && out != NULL, "an agile object answers IAgileObject", 0);
    if (out != NULL && count_of(object) > before) ((unknown *)out)->vtable->release(out);
    out = (void *)(intptr_t)0x55;
    LOOK(vtable->query_interface(object, &IID_INSPECTABLE, &out) == E_NOINTERFACE_ && out == NULL, "no classic object is an IInspectable", 0);

    LOOK(count_of(object) == before, "every reference was given back", count_of(object));
}

/* ---- a job, an error: objects of this client's own, handed to the callback ---- */

enum { JOB_SLOTS = 35, ERROR_SLOTS = 8 };
typedef struct {
    void *const *vtable;
    uint32_t count;
    int called[JOB_SLOTS];
} fake;

static hresult CALL fake_query(fake *self, const guid *iid, void **out)
{
    if (memcmp(iid, &IID_UNKNOWN, sizeof *iid) && memcmp(iid, &IID_JOB, sizeof *iid) && memcmp(iid, &IID_ERROR, sizeof *iid)) {
        *out = NULL;
        return E_NOINTERFACE_;
    }
    self->count++;
    *out = self;
    return S_OK_;
}
static uint32_t CALL fake_add_ref(fake *self) { return ++self->count; }
static uint32_t CALL fake_release(fake *self) { return --self->count; }
static hresult CALL fake_nothing(void) { return E_NOTIMPL_; }
static hresult CALL fake_get_id(fake *self, guid *out) { self->called[10]++; *out = IID_NOBODY; return S_OK_; }
static hresult CALL fake_get_state(fake *self, int32_t *out) { self->called[14]++; *out = 6; return S_OK_; }
static hresult CALL fake_get_error_count(fake *self, uint32_t *out) { self->called[31]++; *out = 7; return S_OK_; }
static hresult CALL fake_get_error(fake *self, int32_t *context, hresult *code)
{
    self->called[3]++;
    *context = 5;
    *code = (hresult)0x80190194;
    return S_OK_;
}

static void *JOB_VTABLE[JOB_SLOTS], *ERROR_VTABLE[ERROR_SLOTS];

static void make_fakes(fake *job, fake *error)
{
    int slot;
    for (slot = 0; slot < JOB_SLOTS; slot++) JOB_VTABLE[slot] = (void *)fake_nothing;
    for (slot = 0; slot < ERROR_SLOTS; slot++) ERROR_VTABLE[slot] = (void *)fake_nothing;
    JOB_VTABLE[0] = ERROR_VTABLE[0] = (void *)fake_query;
    JOB_VTABLE[1] = ERROR_VTABLE[1] = (void *)fake_add_ref;
    JOB_VTABLE[2] = ERROR_VTABLE[2] = (void *)fake_release;
    JOB_VTABLE[10] = (void *)fake_get_id;
    JOB_VTABLE[14] = (void *)fake_get_state;
    JOB_VTABLE[31] = (void *)fake_get_error_count;
    ERROR_VTABLE[3] = (void *)fake_get_error;
    memset(job, 0, sizeof *job);
    memset(error, 0, sizeof *error);
    job->vtable = JOB_VTABLE;
    error->vtable = ERROR_VTABLE;
    job->count = error->count = 1;
}

/* ---- IBackgroundCopyCallback ----
 * The object under test calls, on the job it is given: GetId from JobTransferred, GetState from JobModification; on the error GetError
 * from JobError, which then returns DO_E_INVALID_STATE; JobModification panics when it is given 0xDEAD. */

typedef struct callback callback;
typedef struct {
    unknown_vtable base;
    hresult(CALL *job_transferred)(callback *, fake *);
    hresult(CALL *job_error)(callback *, fake *, fake *);
    hresult(CALL *job_modification)(callback *, fake *, uint32_t);
} callback_vtable;
struct callback { const callback_vtable *vtable; };

int client_callback(void *pointer, void *context, fail_function report)
{
    judge self = { context, report, 0 }, *judge = &self;
    callback *object = pointer;
    fake job, error;
    hresult code;

    make_fakes(&job, &error);
    look_at_identity(judge, object, &IID_CALLBACK);

    LOOK(object->vtable->job_transferred(object, NULL) == E_POINTER_, "JobTransferred(NULL) is E_POINTER", 0);
    LOOK(object->vtable->job_error(object, NULL, NULL) == E_POINTER_, "JobError(NULL, NULL) is E_POINTER", 0);
    LOOK(object->vtable->job_error(object, &job, NULL) == E_POINTER_, "JobError(job, NULL) is E_POINTER", 0);
    LOOK(object->vtable->job_error(object, NULL, &error) == E_POINTER_, "JobError(NULL, error) is E_POINTER", 0);
    LOOK(object->vtable->job_modification(object, NULL, 1) == E_POINTER_, "JobModification(NULL, 1) is E_POINTER", 0);
    LOOK(job.called[10] + job.called[14] + error.called[3] == 0, "no user code runs on a NULL argument", 0);

    code = object->vtable->job_transferred(object, &job);
    LOOK(code == S_OK_, "JobTransferred returns S_OK", code);
    LOOK(job.called[10] == 1 && job.called[14] == 0, "slot 3 is JobTransferred", 0);
    code = object->vtable->job_error(object, &job, &error);
    LOOK(code == DO_E_INVALID_STATE_, "the HRESULT of an error is passed back", code);
    LOOK(error.called[3] == 1, "slot 4 is JobError", 0);
    code = object->vtable->job_modification(object, &job, 1);
    LOOK(code == S_OK_, "JobModification returns S_OK", code);
    LOOK(job.called[14] == 1 && job.called[10] == 1, "slot 5 is JobModification", 0);
    code = object->vtable->job_modification(object, &job, 0xDEAD);
    LOOK(code == E_UNEXPECTED_, "a panic becomes E_UNEXPECTED", code);
    code = object->vtable->job_transferred(object, &job);
    LOOK(code == S_OK_, "the object works on after a panic", code);
    LOOK(job.count == 1 && error.count == 1, "[in] interfaces are borrowed", job.count + error.count);
    LOOK(object->vtable->base.release((unknown *)object) == 0, "the last Release returns 0", 0);
    return self.looked;
}

/* ---- IBackgroundCopyJob: outs. The object answers GetDisplayName with "caf\u00e9 job", GetProgress with 10/4/2/1, EnumFiles with two files, and
 * fails every method with DO_E_INVALID_STATE once SetPriority was called. ---- */

typedef struct job job;
typedef struct { uint64_t total, transferred; uint32_t files, files_done; } progress;
typedef struct { uint64_t offset, length; } range;
typedef struct {
    unknown_vtable base;
    void *add_file_set, *add_file;
    hresult(CALL *enum_files)(job *, unknown **);
    void *suspend, *resume, *cancel, *complete;
    hresult(CALL *get_id)(job *, guid *);
    hresult(CALL *get_type)(job *, int32_t *);
    hresult(CALL *get_progress)(job *, progress *);
    void *get_times;
    hresult(CALL *get_state)(job *, int32_t *);
    hresult(CALL *get_error)(job *, unknown **);
    void *get_owner;
    hresult(CALL *set_display_name)(job *, const wide *);
    hresult(CALL *get_display_name)(job *, wide **);
    void *set_description, *get_description;
    hresult(CALL *set_priority)(job *, int32_t);
    void *get_priority, *set_notify_flags, *get_notify_flags;
    hresult(CALL *set_notify_interface)(job *, unknown *);
    hresult(CALL *get_notify_interface)(job *, unknown **);
    void *set_minimum_retry_delay, *get_minimum_retry_delay, *set_no_progress_timeout, *get_no_progress_timeout;
    hresult(CALL *get_error_count)(job *, uint32_t *);
    void *set_proxy_settings;
    hresult(CALL *get_proxy_settings)(job *, int32_t *, wide **, wide **);
    void *take_ownership;
} job_vtable;
struct job { const job_vtable *vtable; };

typedef struct enum_files enum_files;
typedef struct {
    unknown_vtable base;
    hresult(CALL *next)(enum_files *, uint32_t, unknown **, uint32_t *);
    hresult(CALL *skip)(enum_files *, uint32_t);
    hresult(CALL *reset)(enum_files *);
    hresult(CALL *clone)(enum_files *, enum_files **);
    hresult(CALL *get_count)(enum_files *, uint32_t *);
} enum_files_vtable;
struct enum_files { const enum_files_vtable *vtable; };

static int same_text(const wide *text, const char *expected)
{
    while (*expected != 0 && *text == (unsigned char)*expected) text++, expected++;
    return *text == 0 && *expected == 0;
}

static void look_at_files(judge *judge, enum_files *files)
{
    unknown *some[3] = { (unknown *)0x55, (unknown *)0x55, (unknown *)0x55 };
    uint32_t fetched = 9, count = 0;
    hresult code;

    LOOK(files->vtable->get_count(files, &count) == S_OK_ && count == 2, "GetCount says 2", count);
    code = files->vtable->next(files, 1, some, NULL);
    LOOK(code == S_OK_ && some[0] != NULL && some[0] != (unknown *)0x55, "Next(1, .., NULL) gives one file", code);
    if (code == S_OK_) {
        void *out = NULL;
        LOOK(some[0]->vtable->query_interface(some[0], &IID_FILE, &out) == S_OK_, "what Next gives is an IBackgroundCopyFile", 0);
        if (out != NULL) ((unknown *)out)->vtable->release(out);
        some[0]->vtable->release(some[0]);
    }
    some[0] = some[1] = some[2] = (unknown *)0x55;
    code = files->vtable->next(files, 3, some, &fetched);
    LOOK(code == S_FALSE_, "Next returns S_FALSE when fewer are left", code);
    LOOK(fetched == 1, "Next counts what it gave", fetched);
    LOOK(some[0] != NULL && some[1] == NULL && some[2] == NULL, "Next clears what it does not fill", 0);
    if (fetched == 1 && some[0] != NULL) some[0]->vtable->release(some[0]);
    fetched = 9;
    LOOK(files->vtable->next(files, 1, NULL, &fetched) < 0, "Next with NULL for the array fails", 0);
    LOOK(fetched == 0, "a failed Next counts 0", fetched);
    LOOK(files->vtable->reset(files) == S_OK_, "Reset", 0);
    LOOK(files->vtable->skip(files, 2) == S_OK_, "Skip(2) of two", 0);
    LOOK(files->vtable->skip(files, 1) == S_FALSE_, "Skip past the end is S_FALSE", 0);
    files->vtable->base.release((unknown *)files);
}

int client_job(void *pointer, void *context, fail_function report)
{
    static const wide NAME[] = { 'a', 'b', 0 };
    judge self = { context, report, 0 }, *judge = &self;
    job *object = pointer;
    const job_vtable *vtable = object->vtable;
    progress bytes = { 9, 9, 9, 9 };
    guid id = IID_NOBODY;
    int32_t number = 9;
    uint32_t count;
    wide *text = (wide *)0x55, *second = (wide *)0x55;
    unknown *out = (unknown *)0x55;
    hresult code;

    look_at_identity(judge, object, &IID_JOB);

    LOOK(vtable->get_progress(object, NULL) == E_POINTER_, "GetProgress(NULL) is E_POINTER", 0);
    code = vtable->get_progress(object, &bytes);
    LOOK(code == S_OK_ && bytes.total == 10 && bytes.transferred == 4 && bytes.files == 2 && bytes.files_done == 1, "GetProgress fills the struct", code);
    LOOK(vtable->get_display_name(object, NULL) == E_POINTER_, "GetDisplayName(NULL) is E_POINTER", 0);
    code = vtable->get_display_name(object, &text);
    LOOK(code == S_OK_ && same_text(text, "caf\xE9 job"), "GetDisplayName gives UTF-16 in task memory", code);
    if (code == S_OK_) free_task_memory(text);
    LOOK(vtable->set_display_name(object, NULL) == E_POINTER_, "SetDisplayName(NULL) is E_POINTER", 0);
    LOOK(vtable->set_display_name(object, NAME) == S_OK_, "SetDisplayName(\"ab\")", 0);
    text = (wide *)0x55;
    code = vtable->get_display_name(object, &text);
    LOOK(code == S_OK_ && same_text(text, "ab"), "the new name comes back", code);
    if (code == S_OK_) free_task_memory(text);

    LOOK(vtable->get_notify_interface(object, &out) == S_OK_ && out == NULL, "an interface that is not there is NULL with S_OK", out);
    count = count_of((unknown *)object);
    LOOK(vtable->set_notify_interface(object, (unknown *)object) == S_OK_, "SetNotifyInterface keeps a pointer", 0);
    LOOK(count_of((unknown *)object) == count + 1, "what is kept is counted", count_of((unknown *)object));
    LOOK(vtable->get_notify_interface(object, &out) == S_OK_ && out != NULL, "GetNotifyInterface gives it back", 0);
    if (out != NULL) out->vtable->release(out);
    LOOK(vtable->set_notify_interface(object, NULL) == S_OK_, "SetNotifyInterface(NULL) clears", 0);
    LOOK(count_of((unknown *)object) == count, "clearing releases", count_of((unknown *)object));

    out = (unknown *)0x55;
    code = vtable->enum_files(object, &out);
    LOOK(code == S_OK_ && out != NULL, "EnumFiles gives an enumerator", code);
    if (code == S_OK_) look_at_files(judge, (enum_files *)out);

    LOOK(vtable->get_proxy_settings(object, &number, &text, &second) == S_OK_, "GetProxySettings fills three outs", 0);
    LOOK(number == 2 && same_text(text, "proxy") && same_text(second, "bypass"), "the three outs are in order", number);
    free_task_memory(text);
    free_task_memory(second);
    number = 9, second = (wide *)0x55;
    LOOK(vtable->get_proxy_settings(object, &number, NULL, &second) == E_POINTER_, "a NULL out among others is E_POINTER", 0);
    LOOK(number == 0 && second == NULL, "the other outs are cleared", number);

    LOOK(vtable->set_priority(object, 3) == S_OK_, "SetPriority switches the object to failing", 0);
    text = second = (wide *)0x55, number = 9, out = (unknown *)0x55, count = 9;
    code = vtable->get_display_name(object, &text);
    LOOK(code == DO_E_INVALID_STATE_ && text == NULL, "a failing method clears a string out", code);
    code = vtable->get_progress(object, &bytes);
    LOOK(code == DO_E_INVALID_STATE_ && bytes.total == 0 && bytes.files_done == 0, "a failing method clears a struct out", code);
    code = vtable->get_id(object, &id);
    LOOK(code == DO_E_INVALID_STATE_ && id.data1 == 0 && id.data4[7] == 0, "a failing method clears a GUID out", code);
    code = vtable->get_state(object, &number);
    LOOK(code == DO_E_INVALID_STATE_ && number == 0, "a failing method clears an enum out", code);
    code = vtable->enum_files(object, &out);
    LOOK(code == DO_E_INVALID_STATE_ && out == NULL, "a failing method clears an interface out", code);
    code = vtable->get_error_count(object, &count);
    LOOK(code == DO_E_INVALID_STATE_ && count == 0, "a failing method clears a number out", code);
    number = 9;
    code = vtable->get_proxy_settings(object, &number, &text, &second);
    LOOK(code == DO_E_INVALID_STATE_ && number == 0 && text == NULL && second == NULL, "a failing method clears all of its outs", code);

    LOOK(vtable->base.release((unknown *)object) == 0, "the last Release returns 0", 0);
    return self.looked;
}

/* ---- switched unions and ranges: IBackgroundCopyJob5 and IBackgroundCopyFile2 by slot ---- */

typedef union { uint32_t dword; guid clsid; int32_t enable; uint64_t number; int32_t target; } job_property;
typedef struct { void *const *vtable; } any;

int client_job5(void *pointer, void *context, fail_function report)
{
    judge self = { context, report, 0 }, *judge = &self;
    any *object = pointer;
    hresult(CALL *set_property)(any *, int32_t, job_property) = (hresult(CALL *)(any *, int32_t, job_property))object->vtable[53];
    hresult(CALL *get_property)(any *, int32_t, job_property *) = (hresult(CALL *)(any *, int32_t, job_property *))object->vtable[54];
    job_property value;
    hresult code;

    memset(&value, 0, sizeof value);
    value.clsid = IID_CALLBACK;
    code = set_property(object, 2, value);
    LOOK(code == S_OK_, "SetProperty takes a 16-byte union by value", code);
    memset(&value, 0x55, sizeof value);
    code = get_property(object, 2, &value);
    LOOK(code == S_OK_ && memcmp(&value.clsid, &IID_CALLBACK, sizeof(guid)) == 0, "GetProperty gives the arm of its discriminant", code);
    memset(&value, 0, sizeof value);
    value.number = 1ull << 40;
    code = set_property(object, 5, value);
    LOOK(code == S_OK_, "SetProperty, the 64-bit arm", code);
    code = get_property(object, 5, &value);
    LOOK(code == S_OK_ && value.number == 1ull << 40, "GetProperty, the 64-bit arm", code);
    code = set_property(object, 77, value);
    LOOK(code == E_INVALIDARG_, "a discriminant without an arm is E_INVALIDARG", code);
    LOOK(get_property(object, 5, NULL) == E_POINTER_, "GetProperty(NULL) is E_POINTER", 0);
    LOOK(((unknown *)pointer)->vtable->release(pointer) == 0, "the last Release returns 0", 0);
    return self.looked;
}

int client_file2(void *pointer, void *context, fail_function report)
{
    judge self = { context, report, 0 }, *judge = &self;
    any *object = pointer;
    hresult(CALL *get_ranges)(any *, uint32_t *, range **) = (hresult(CALL *)(any *, uint32_t *, range **))object->vtable[6];
    range *ranges = (range *)0x55;
    uint32_t count = 9;
    hresult code = get_ranges(object, &count, &ranges);

    LOOK(code == S_OK_ && count == 2, "GetFileRanges counts its ranges", count);
    if (code == S_OK_ && count == 2) {
        LOOK(ranges[0].offset == 1 && ranges[0].length == 2 && ranges[1].offset == 30 && ranges[1].length == 40, "GetFileRanges fills them", 0);
        free_task_memory(ranges);
    }
    LOOK(get_ranges(object, &count, NULL) == E_POINTER_, "GetFileRanges(.., NULL) is E_POINTER", 0);
    LOOK(((unknown *)pointer)->vtable->release(pointer) == 0, "the last Release returns 0", 0);
    return self.looked;
}
