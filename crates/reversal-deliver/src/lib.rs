//! Encoding and packaging: H.264 chunks, audio packets and the MP4 file.
