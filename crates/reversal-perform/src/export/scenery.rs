//! A place as simple meshes: its ground, a box for each box and each rounded
//! box, a limb for each cone, and empty nodes where its lights hang.

use std::collections::BTreeMap;

use glam::Vec3;
use reversal_model::place::{Material, Place, Solid};
use serde_json::json;

use super::glb::Document;
use super::mesh::{Limb, Mesh};

/// How far the ground goes, m: behind everything that stands in a place.
const GROUND_HALF_M: f32 = 70.0;
/// Reflectance of a ground whose texture is not exported.
const GROUND_TONE: f32 = 0.2;

/// Materials that were written, by tone, gloss and whether they shine, in thousandths.
pub(crate) type Materials = BTreeMap<(i32, i32, bool), usize>;

/// The material of a tone and gloss.
pub(crate) fn material(document: &mut Document, known: &mut Materials, tone: f32, gloss: f32, shines: bool) -> usize {
    let thousandths = |share: f32| (share.clamp(0.0, 1.0) * 1000.0).round() as i32;
    let key = (thousandths(tone), thousandths(gloss), shines);
    *known.entry(key).or_insert_with(|| {
        let share = |thousandths: i32| f64::from(thousandths) / 1000.0;
        let (tone, rough) = (share(key.0), 1.0 - share(key.1));
        let colour = if shines { 0.0 } else { tone };
        document.push(
            "materials",
            json!({
                "name": format!("{} {tone:.3}", if shines { "light" } else { "grey" }),
                "pbrMetallicRoughness": {
                    "baseColorFactor": [colour, colour, colour, 1.0], "metallicFactor": 0.0, "roughnessFactor": rough,
                },
                "emissiveFactor": if shines { [tone; 3] } else { [0.0; 3] },
            }),
        )
    })
}

/// Writes a place below a node of its own; gives the node.
pub(crate) fn write_place(document: &mut Document, known: &mut Materials, place: &Place) -> usize {
    let mut children = Vec::new();
    let mut stand = |document: &mut Document, name: String, mesh: &Mesh, (tone, gloss, shines): (f32, f32, bool)| {
        let material = material(document, known, tone, gloss, shines);
        let triangles = document.triangles(mesh, material, &[]);
        let mesh = document.push("meshes", json!({ "name": name, "primitives": [triangles] }));
        children.push(document.push("nodes", json!({ "name": name, "mesh": mesh })));
    };
    let ground_gloss = 0.6 * place.ground.wetness.clamp(0.0, 1.0);
    let floor = Mesh::floor(GROUND_HALF_M);
    stand(document, format!("{} ground", place.name), &floor, (GROUND_TONE, ground_gloss, false));
    for (number, block) in place.boxes.iter().enumerate() {
        let mesh = Mesh::block(block.from.into(), block.to.into());
        let shines = matches!(block.material, Material::Emitting | Material::Glowing);
        stand(document, format!("{} box {}", place.name, number + 1), &mesh, (block.tone, 0.0, shines));
    }
    for (number, solid) in place.solids.iter().enumerate() {
        let (mesh, surface) = of_solid(solid);
        let look = (surface.tone, surface.gloss, false);
        stand(document, format!("{} solid {}", place.name, number + 1), &mesh, look);
    }
    for (name, light) in [("key", &place.light.key), ("kick", &place.light.kick), ("fill", &place.light.fill)] {
        let node = json!({ "name": format!("{} {name} light", place.name), "translation": light.at });
        children.push(document.push("nodes", node));
    }
    document.push_root(json!({ "name": place.title, "children": children }))
}

fn of_solid(solid: &Solid) -> (Mesh, &reversal_model::place::Surface) {
    match solid {
        Solid::Cone { from, to, radius_m, end_radius_m, flatness, flat_axis, cut, surface } => {
            let (from, to) = (Vec3::from(*from), Vec3::from(*to));
            let limb = Mesh::limb(&Limb { from, to, radius_m: (*radius_m, *end_radius_m), cut: *cut });
            (limb.flattened((from + to) / 2.0, Vec3::from(*flat_axis), *flatness), surface)
        }
        Solid::Box { middle, half, surface, .. } => {
            let (middle, half) = (Vec3::from(*middle), Vec3::from(*half));
            (Mesh::block(middle - half, middle + half), surface)
        }
    }
}
