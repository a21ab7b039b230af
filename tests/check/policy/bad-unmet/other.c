// compile: -fcustody-policy=own.yaml
void only_in_other(void), only_here(void);
void only_in_other(void) {}
void only_here(void) { only_in_other(); }
