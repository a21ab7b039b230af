// compile: -fcustody-policy=order.yaml
int count_to(int number);
int count_to(int number) { return number; }
