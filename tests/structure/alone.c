/* Linked with the whole of kernels/, or of cpu_ref/, and nothing else of the project: that it links is the test. */
int main(void) { return 0; }
