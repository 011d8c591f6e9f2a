//! The container of a glTF 2.0 scene: JSON and one block of numbers in a file
//! of two chunks (Khronos Group, "glTF 2.0 Specification", sections 3.6 and 4.4).

use glam::Vec3;
use serde_json::{Map, Value, json};

use super::mesh::Mesh;

const FLOAT: u32 = 5126;
const UNSIGNED_SHORT: u32 = 5123;
const UNSIGNED_BYTE: u32 = 5121;
const VERTICES: u32 = 34962;
const CORNERS: u32 = 34963;

/// A scene being written.
#[derive(Debug, Default)]
pub(crate) struct Document {
    lists: Map<String, Value>,
    bytes: Vec<u8>,
    channels: Vec<Value>,
    samplers: Vec<Value>,
    roots: Vec<usize>,
}

/// How an animated value goes from one key to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Between {
    Linear,
    Step,
}

/// What of a node is animated, and how many numbers a key of it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Animated {
    Translation,
    Rotation,
    Scale,
}

impl Document {
    /// Appends an entry to one of glTF's lists, e.g. `nodes`; gives its number there.
    pub fn push(&mut self, list: &str, entry: Value) -> usize {
        let list = self.lists.entry(list).or_insert_with(|| json!([]));
        let Value::Array(entries) = list else { return 0 };
        entries.push(entry);
        entries.len() - 1
    }

    /// Appends a node at the top of the scene.
    pub fn push_root(&mut self, node: Value) -> usize {
        let number = self.push("nodes", node);
        self.roots.push(number);
        number
    }

    /// A list of numbers, `kind` of them an entry (`SCALAR`, `VEC3` …); gives its accessor.
    pub fn floats(&mut self, kind: &str, width: usize, values: &[f32]) -> usize {
        let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.accessor(&bytes, None, json!({ "componentType": FLOAT, "type": kind, "count": values.len() / width }))
    }

    /// The moments of keys, s; gives their accessor.
    pub fn times(&mut self, secs: &[f32]) -> usize {
        let bytes: Vec<u8> = secs.iter().flat_map(|value| value.to_le_bytes()).collect();
        let ends = json!({
            "componentType": FLOAT, "type": "SCALAR", "count": secs.len(),
            "min": [secs.first().copied().unwrap_or(0.0)], "max": [secs.last().copied().unwrap_or(0.0)],
        });
        self.accessor(&bytes, None, ends)
    }

    /// A mesh's triangles in a material, with attributes beside its points; gives the primitive.
    pub fn triangles(&mut self, mesh: &Mesh, material: usize, beside: &[(&str, usize)]) -> Value {
        let bytes: Vec<u8> =
            mesh.points_m.iter().flat_map(|point| point.to_array()).flat_map(f32::to_le_bytes).collect();
        let least = mesh.points_m.iter().copied().fold(Vec3::MAX, Vec3::min).to_array();
        let most = mesh.points_m.iter().copied().fold(Vec3::MIN, Vec3::max).to_array();
        let points = json!({
            "componentType": FLOAT, "type": "VEC3", "count": mesh.points_m.len(), "min": least, "max": most,
        });
        let points = self.accessor(&bytes, Some(VERTICES), points);
        let bytes: Vec<u8> = mesh.corners.iter().flat_map(|corner| corner.to_le_bytes()).collect();
        let corners = json!({ "componentType": UNSIGNED_SHORT, "type": "SCALAR", "count": mesh.corners.len() });
        let corners = self.accessor(&bytes, Some(CORNERS), corners);
        let mut attributes = Map::from_iter([("POSITION".to_owned(), json!(points))]);
        attributes.extend(beside.iter().map(|&(name, accessor)| (name.to_owned(), json!(accessor))));
        json!({ "attributes": attributes, "indices": corners, "material": material })
    }

    /// Which one joint each vertex hangs on; gives the attributes of a skin.
    pub fn skin_attributes(&mut self, joints: &[u8]) -> [(&'static str, usize); 2] {
        let bytes: Vec<u8> = joints.iter().flat_map(|&joint| [joint, 0, 0, 0]).collect();
        let kind = json!({ "componentType": UNSIGNED_BYTE, "type": "VEC4", "count": joints.len() });
        let hung_on = self.accessor(&bytes, Some(VERTICES), kind);
        let bytes: Vec<u8> = joints.iter().flat_map(|_| [1.0_f32, 0.0, 0.0, 0.0]).flat_map(f32::to_le_bytes).collect();
        let kind = json!({ "componentType": FLOAT, "type": "VEC4", "count": joints.len() });
        [("JOINTS_0", hung_on), ("WEIGHTS_0", self.accessor(&bytes, Some(VERTICES), kind))]
    }

    /// Animates a node: an entry of `values` for each of the moments in `times`.
    pub fn animate(&mut self, node: usize, animated: Animated, times: usize, values: &[f32], between: Between) {
        let (path, kind, width) = match animated {
            Animated::Translation => ("translation", "VEC3", 3),
            Animated::Rotation => ("rotation", "VEC4", 4),
            Animated::Scale => ("scale", "VEC3", 3),
        };
        let between = match between {
            Between::Linear => "LINEAR",
            Between::Step => "STEP",
        };
        let output = self.floats(kind, width, values);
        self.samplers.push(json!({ "input": times, "output": output, "interpolation": between }));
        let sampler = self.samplers.len() - 1;
        self.channels.push(json!({ "sampler": sampler, "target": { "node": node, "path": path } }));
    }

    /// The finished file.
    pub fn into_bytes(mut self, title: &str) -> Vec<u8> {
        let animation = json!({ "name": title, "channels": self.channels, "samplers": self.samplers });
        self.push("animations", animation);
        let roots = std::mem::take(&mut self.roots);
        self.push("scenes", json!({ "name": title, "nodes": roots }));
        self.push("buffers", json!({ "byteLength": self.bytes.len() }));
        self.lists.insert("scene".to_owned(), json!(0));
        let asset = json!({ "version": "2.0", "generator": concat!("reversal ", env!("CARGO_PKG_VERSION")) });
        self.lists.insert("asset".to_owned(), asset);
        let mut json = Value::Object(self.lists).to_string().into_bytes();
        json.resize(json.len().next_multiple_of(4), b' ');
        let mut file = b"glTF".to_vec();
        let length = 12 + 8 + json.len() + 8 + self.bytes.len();
        file.extend([2_u32, length as u32, json.len() as u32].into_iter().flat_map(u32::to_le_bytes));
        file.extend(b"JSON");
        file.extend(json);
        file.extend((self.bytes.len() as u32).to_le_bytes());
        file.extend(b"BIN\0");
        file.extend(self.bytes);
        file
    }

    fn accessor(&mut self, bytes: &[u8], target: Option<u32>, mut kind: Value) -> usize {
        let mut view = json!({ "buffer": 0, "byteOffset": self.bytes.len(), "byteLength": bytes.len() });
        if let Some(target) = target {
            view["target"] = json!(target);
        }
        kind["bufferView"] = json!(self.push("bufferViews", view));
        self.bytes.extend(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self.push("accessors", kind)
    }
}
