// The same examples in every run of mutation testing: which mutants survive must not depend on luck.
import fc from "fast-check";

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_250_115 });
