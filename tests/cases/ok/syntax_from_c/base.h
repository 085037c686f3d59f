#define interface struct
#define hyper __int64
#define small char
