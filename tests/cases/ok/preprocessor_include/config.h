/* A C header: what IDL cannot read in it is passed over. */
#ifndef CONFIG_H
#define CONFIG_H
#define CONFIG_LIMIT 7
#define CONFIG_EXTRA
static __inline int square(int x) { return x * x; }
extern const char *names[];
#endif
