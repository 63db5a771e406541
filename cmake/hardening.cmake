# What a server that strangers talk to is built with: faults end the process instead of becoming the
# sender's program. tests/clients/test_hardening.py reads the binary and says that all of it is there;
# docs/performance.md says what it costs.
#
# For optimised builds: FORTIFY needs the optimiser, and sanitizers check more than all of this.
add_compile_options(
  -fstack-protector-strong  # a canary before the return address of functions with arrays
  -fstack-clash-protection  # the stack cannot jump over its guard page
  -fPIE
  # Bounds of libc's functions on objects whose size the compiler can derive, also at run time.
  # A distribution's flags may have set a level of their own.
  -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
  # Bounds of operator[], front(), *optional and the like of libstdc++.
  -D_GLIBCXX_ASSERTIONS)
# Addresses of functions are looked up at the start and read-only from then on (full RELRO), nothing
# writable is executable, and the program lies at an address that changes with each start.
# No -fcf-protection: Debian's C library has no marks of it, without which the kernel checks nothing.
add_link_options(-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
