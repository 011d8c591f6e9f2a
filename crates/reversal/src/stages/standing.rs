//! A film that is planned and cut, as its folder has it: what is read before it is drawn, exported or told of.

use anyhow::{Result, bail};
use reversal_model::brief::Brief;
use reversal_model::cut::Cut;
use reversal_model::lettering::Lettering;
use reversal_model::reading::Reading;
use reversal_model::shots::ShotList;
use reversal_model::treatment::Treatment;

use super::deliver::Plan;
use super::perform::{Performances, Stagecraft};
use super::{cut, listen, shots, treat};
use crate::film::read_brief;
use crate::folder::Folder;

/// A film up to its cut, without what is written on it.
pub struct Standing {
    pub reading: Reading,
    pub brief: Brief,
    pub treatment: Treatment,
    pub shots: ShotList,
    pub cut: Cut,
    lettering: Lettering,
}

impl Standing {
    /// Reads it from its folder.
    pub fn load(folder: &Folder) -> Result<Standing> {
        let reading = listen::load(folder)?;
        let brief = read_brief(folder)?;
        let treatment = treat::load(folder)?;
        let shots = shots::load(folder, &treatment)?;
        let cut = cut::load(folder, &shots)?;
        Ok(Standing { reading, brief, treatment, shots, cut, lettering: Lettering::none() })
    }

    /// What its scenes are performed from.
    pub fn stagecraft(&self, seed: u64) -> Result<Stagecraft<'_>> {
        Stagecraft::new(&self.reading, &self.brief, &self.treatment, seed)
    }

    /// What it is drawn from, once it is performed.
    pub fn plan<'a>(&'a self, performances: &'a Performances) -> Plan<'a> {
        Plan {
            reading: &self.reading,
            brief: &self.brief,
            treatment: &self.treatment,
            shots: &self.shots,
            cut: &self.cut,
            performances,
            lettering: &self.lettering,
        }
    }
}

/// A fault where a folder has no film, or one that is not cut yet.
pub fn must_be_cut(folder: &Folder) -> Result<()> {
    let root = folder.map.root().display();
    if !folder.map.settings().is_file() {
        bail!("{root} holds no film\n  hint: make it first: reversal make SONG");
    }
    if !folder.map.file("cut.toml").is_file() {
        bail!("the film is not cut yet\n  hint: go on with reversal make {root}");
    }
    Ok(())
}
