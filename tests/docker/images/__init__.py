"""Proves the container images on a machine that has no container engine (`make image-test`)."""
