//! Two simulated bodies: contacts, weight, exhaustion and motion.
