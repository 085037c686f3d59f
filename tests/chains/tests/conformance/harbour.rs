//! The methods of the chains, for objects that are only looked at from outside: each fails by `E_NOTIMPL`, except for one that
//! panics.

macro_rules! vessel {
    () => {
        fn get_name(&self) -> Result<WString> {
            Err(E_NOTIMPL.into())
        }
        fn set_name(&self, _: &WStr, _: Option<&WStr>) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn get_tonnage(&self) -> Result<u32> {
            std::panic::resume_unwind(Box::new("nobody weighed it"))
        }
        fn get_state(&self) -> Result<(TIDE, bool, POSITION, GUID, u32)> {
            Err(E_NOTIMPL.into())
        }
        fn get_tug(&self) -> Result<Option<IVessel>> {
            Ok(None)
        }
        fn get_convoy(&self) -> Result<IEnumVessels> {
            Err(E_NOTIMPL.into())
        }
    };
}

macro_rules! vessel2 {
    () => {
        fn follow(&self, _: &IVessel) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn set_escort(&self, _: Option<&IVessel>) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn move_to(&self, _: &POSITION, _: Option<&POSITION>, _: &GUID) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn signal(&self, _: TIDE, _: bool, _: u32) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn sound(&self, _: &[u32], _: Option<&[POSITION]>) -> Result<u64> {
            Err(E_NOTIMPL.into())
        }
        fn gather(&self, _: &[Option<IVessel>]) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn send(&self, _: &[u8]) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
    };
}

macro_rules! vessel3 {
    () => {
        fn get_log(&self, _: &mut OutBuffer<'_, u32>) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn fill(&self, _: &mut [POSITION]) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn shift(&self, _: &mut [POSITION]) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn get_course(&self) -> Result<TaskSlice<POSITION>> {
            Err(E_NOTIMPL.into())
        }
        fn get_fleet(&self) -> Result<TaskSlice<Option<IVessel>>> {
            Err(E_NOTIMPL.into())
        }
        fn get_flags(&self) -> Result<TaskSlice<Option<WString>>> {
            Err(E_NOTIMPL.into())
        }
        fn adjust(
            &self,
            _: &mut u32,
            _: &mut Option<IVessel>,
            _: &mut Option<WString>,
        ) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn trim(&self, _: Option<&mut POSITION>) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn open(&self, _: &GUID) -> Result<IUnknown> {
            Err(E_NOTIMPL.into())
        }
    };
}

macro_rules! cargo {
    () => {
        fn set_measure(&self, _: u32, _: MeasureRef<'_>) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn get_measure(&self, _: u32) -> Result<Measure> {
            Err(E_NOTIMPL.into())
        }
        fn set_depth(&self, _: TIDE, _: Depth) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn get_depth(&self, _: TIDE) -> Result<Depth> {
            Err(E_NOTIMPL.into())
        }
        fn set_property(&self, _: u32, _: &Variant, _: Option<&Variant>) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn put_property(&self, _: u32, _: &Variant) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn get_property(&self, _: u32) -> Result<Variant> {
            Err(E_NOTIMPL.into())
        }
        fn set_label(&self, _: &Bstr) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        fn get_label(&self) -> Result<Bstr> {
            Err(E_NOTIMPL.into())
        }
        fn rework(&self, _: &mut Bstr, _: &mut Variant) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
        unsafe fn get_cells(&self, _: i32, _: *mut *mut SAFEARRAY) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
    };
}

macro_rules! berth {
    () => {
        fn moor(&self, _: &IVessel) -> Result<Success<()>> {
            Err(E_NOTIMPL.into())
        }
        unsafe fn inspect(&self, _: *const MANIFEST) -> Result<()> {
            Err(E_NOTIMPL.into())
        }
    };
}

macro_rules! berth2 {
    () => {
        fn count_vessels(&self) -> u32 {
            0
        }
        fn is_free(&self, _: &IVessel) -> bool {
            false
        }
        fn get_tide(&self) -> TIDE {
            TIDE_LOW
        }
        fn ring(&self, _: &IVessel) {}
        fn survey(&self) -> (POSITION, Option<IVessel>, Option<WString>, u32) {
            (POSITION { East: 0, North: 0 }, None, None, 0)
        }
        fn try_tide(&self) -> (bool, TIDE) {
            (false, TIDE_LOW)
        }
        fn reserve(&self, _: &WStr) -> (u32, bool, Bstr) {
            (0, false, Bstr::from(""))
        }
    };
}

macro_rules! berth3 {
    () => {
        fn locate(&self) -> POSITION {
            POSITION { East: 0, North: 0 }
        }
        fn find_vessel(&self, _: &WStr) -> Result<Option<IVessel>> {
            Err(E_NOTIMPL.into())
        }
    };
}

pub(crate) use {berth, berth2, berth3, cargo, vessel, vessel2, vessel3};
