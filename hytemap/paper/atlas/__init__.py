"""Many sheets with a cover and contents."""
