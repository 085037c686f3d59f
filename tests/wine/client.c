/* SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * A COM client in C that has its IIDs, slots and signatures from mingw-w64's <bits.h> and <bits3_0.h>, which are made from an IDL of somebody else's.
 * The job and the error that it hands out have the vtables of that header too, so that Rust's calls are checked as well.
 *
 * bits_client takes a callback with one reference, which it releases. It reports each broken rule through `report` and returns how
 * many rules it looked at.
 */
#define COBJMACROS
#define CINTERFACE
#define INITGUID
#include <windows.h>
#include <bits.h>
#include <bits3_0.h>

typedef void (*report_function)(void *context, const char *rule, long long found);

static void *report_context;
static report_function report;
static int looked;

#define LOOK(kept, rule, found) \
    do { \
        looked++; \
        if (!(kept)) report(report_context, (rule), (long long)(found)); \
    } while (0)

/* ---- a job and an error ---- */

static ULONG job_count, error_count, file_count;
static int get_id_calls, get_state_calls, get_error_calls;
static const GUID JOB_ID = { 0x12345678, 0x9ABC, 0xDEF0, { 1, 2, 3, 4, 5, 6, 7, 8 } };

static HRESULT answer(void *self, ULONG *count, REFIID asked, REFIID own, void **out)
{
    if (!IsEqualIID(asked, own) && !IsEqualIID(asked, &IID_IUnknown)) {
        *out = NULL;
        return E_NOINTERFACE;
    }
    ++*count;
    *out = self;
    return S_OK;
}

static HRESULT STDMETHODCALLTYPE job_query(IBackgroundCopyJob *self, REFIID iid, void **out)
{
    return answer(self, &job_count, iid, &IID_IBackgroundCopyJob, out);
}
static ULONG STDMETHODCALLTYPE job_add_ref(IBackgroundCopyJob *self) { (void)self; return ++job_count; }
static ULONG STDMETHODCALLTYPE job_release(IBackgroundCopyJob *self) { (void)self; return --job_count; }
static HRESULT STDMETHODCALLTYPE job_get_id(IBackgroundCopyJob *self, GUID *out)
{
    (void)self;
    get_id_calls++;
    *out = JOB_ID;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE job_get_state(IBackgroundCopyJob *self, BG_JOB_STATE *out)
{
    (void)self;
    get_state_calls++;
    *out = BG_JOB_STATE_TRANSFERRED;
    return S_OK;
}
static HRESULT STDMETHODCALLTYPE job_get_display_name(IBackgroundCopyJob *self, LPWSTR *out)
{
    static const WCHAR NAME[] = L"refused";
    (void)self;
    *out = CoTaskMemAlloc(sizeof NAME);
    if (*out == NULL) return E_OUTOFMEMORY;
    CopyMemory(*out, NAME, sizeof NAME);
    return S_OK;
}

static IBackgroundCopyJobVtbl JOB_VTABLE = {
    .QueryInterface = job_query,
    .AddRef = job_add_ref,
    .Release = job_release,
    .GetId = job_get_id,
    .GetState = job_get_state,
    .GetDisplayName = job_get_display_name,
};

static HRESULT STDMETHODCALLTYPE error_query(IBackgroundCopyError *self, REFIID iid, void **out)
{
    return answer(self, &error_count, iid, &IID_IBackgroundCopyError, out);
}
static ULONG STDMETHODCALLTYPE error_add_ref(IBackgroundCopyError *self) { (void)self; return ++error_count; }
static ULONG STDMETHODCALLTYPE error_release(IBackgroundCopyError *self) { (void)self; return --error_count; }
static HRESULT STDMETHODCALLTYPE error_get_error(IBackgroundCopyError *self, BG_ERROR_CONTEXT *context, HRESULT *code)
{
    (void)self;
    get_error_calls++;
    *context = BG_ERROR_CONTEXT_REMOTE_FILE;
    *code = (HRESULT)0x80190194;
    return S_OK;
}

static IBackgroundCopyErrorVtbl ERROR_VTABLE = {
    .QueryInterface = error_query,
    .AddRef = error_add_ref,
    .Release = error_release,
    .GetError = error_get_error,
};

static HRESULT STDMETHODCALLTYPE file_query(IBackgroundCopyFile *self, REFIID iid, void **out)
{
    return answer(self, &file_count, iid, &IID_IBackgroundCopyFile, out);
}
static ULONG STDMETHODCALLTYPE file_add_ref(IBackgroundCopyFile *self) { (void)self; return ++file_count; }
static ULONG STDMETHODCALLTYPE file_release(IBackgroundCopyFile *self) { (void)self; return --file_count; }
static HRESULT STDMETHODCALLTYPE file_get_remote_name(IBackgroundCopyFile *self, LPWSTR *out)
{
    static const WCHAR NAME[] = L"http://localhost/file";
    (void)self;
    *out = CoTaskMemAlloc(sizeof NAME);
    if (*out == NULL) return E_OUTOFMEMORY;
    CopyMemory(*out, NAME, sizeof NAME);
    return S_OK;
}

static IBackgroundCopyFileVtbl FILE_VTABLE = {
    .QueryInterface = file_query,
    .AddRef = file_add_ref,
    .Release = file_release,
    .GetRemoteName = file_get_remote_name,
};

/* ---- the client ---- */

static ULONG count_of(IBackgroundCopyCallback *object)
{
    object->lpVtbl->AddRef(object);
    return object->lpVtbl->Release(object);
}

static void look_at_identity(IBackgroundCopyCallback *object)
{
    static const GUID NOBODY = { 0x0BADC0DE, 0x1234, 0x5678, { 1, 2, 3, 4, 5, 6, 7, 8 } };
    ULONG before = count_of(object);
    void *own = NULL, *unknown = NULL, *none = object;

    LOOK(before == 1, "the first reference is the only one", before);
    LOOK(object->lpVtbl->QueryInterface(object, &IID_IBackgroundCopyCallback, &own) == S_OK && own == object,
        "QueryInterface answers its own IID", own);
    LOOK(count_of(object) == before + (own != NULL), "QueryInterface adds one reference", count_of(object));
    if (own != NULL && count_of(object) > before) object->lpVtbl->Release(object);
    LOOK(object->lpVtbl->QueryInterface(object, &IID_IUnknown, &unknown) == S_OK, "QueryInterface answers IUnknown", 0);
    if (unknown != NULL && count_of(object) > before) object->lpVtbl->Release(object);
    LOOK(object->lpVtbl->QueryInterface(object, &NOBODY, &none) == E_NOINTERFACE && none == NULL,
        "an unknown IID is E_NOINTERFACE and NULL", none);
    LOOK(count_of(object) == before, "every reference was given back", count_of(object));
}

int bits_client(IBackgroundCopyCallback *object, void *context, report_function report_to)
{
    IBackgroundCopyJob job = { &JOB_VTABLE };
    IBackgroundCopyError error = { &ERROR_VTABLE };
    HRESULT code;
    int states;

    report_context = context;
    report = report_to;
    looked = get_id_calls = get_state_calls = get_error_calls = 0;
    job_count = error_count = 1;
    look_at_identity(object);

    code = object->lpVtbl->JobTransferred(object, NULL);
    LOOK(code == E_POINTER && get_id_calls == 0, "JobTransferred(NULL) is E_POINTER", code);
    code = object->lpVtbl->JobTransferred(object, &job);
    LOOK(code == S_OK && get_id_calls == 1 && get_state_calls == 1, "slot 3 is JobTransferred", code);
    code = object->lpVtbl->JobError(object, &job, &error);
    LOOK(code == (HRESULT)0x80D02013 && get_error_calls == 1, "slot 4 is JobError, and its failure comes back", code);
    states = get_state_calls;
    code = object->lpVtbl->JobModification(object, &job, 0);
    LOOK(code == S_OK && get_id_calls == 3 && get_state_calls == states, "slot 5 is JobModification", code);
    code = object->lpVtbl->JobModification(object, &job, 0xDEAD);
    LOOK(code == E_UNEXPECTED, "a panic becomes E_UNEXPECTED", code);
    code = object->lpVtbl->JobTransferred(object, &job);
    LOOK(code == S_OK, "the object works on after a panic", code);
    LOOK(job_count == 1 && error_count == 1, "[in] interfaces are borrowed", job_count + error_count);
    LOOK(object->lpVtbl->Release(object) == 0, "the last Release returns 0", 0);
    return looked;
}

/* The same for an object that hears of files: the slots that IBackgroundCopyCallback2 adds, and those that it inherits. */
int bits_client_of_files(IBackgroundCopyCallback2 *object, void *context, report_function report_to)
{
    IBackgroundCopyJob job = { &JOB_VTABLE };
    IBackgroundCopyFile file = { &FILE_VTABLE };
    void *base = NULL;
    HRESULT code;

    report_context = context;
    report = report_to;
    looked = get_id_calls = get_state_calls = 0;
    job_count = file_count = 1;

    code = object->lpVtbl->QueryInterface(object, &IID_IBackgroundCopyCallback, &base);
    LOOK(code == S_OK && base == object, "the base is the same pointer", code);
    if (code == S_OK) object->lpVtbl->Release(object);
    code = object->lpVtbl->FileTransferred(object, &job, &file);
    LOOK(code == S_OK && get_id_calls == 1, "slot 6 is FileTransferred", code);
    code = object->lpVtbl->FileTransferred(object, &job, NULL);
    LOOK(code == E_POINTER && get_id_calls == 1, "FileTransferred(.., NULL) is E_POINTER", code);
    code = object->lpVtbl->JobTransferred(object, &job);
    LOOK(code == S_OK && get_state_calls == 1, "slot 3 is JobTransferred", code);
    LOOK(job_count == 1 && file_count == 1, "[in] interfaces are borrowed", job_count + file_count);
    LOOK(object->lpVtbl->Release(object) == 0, "the last Release returns 0", 0);
    return looked;
}
