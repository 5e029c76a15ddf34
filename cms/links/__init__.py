"""Links in published content: found, remembered and, where they lead outside, checked by a job."""
