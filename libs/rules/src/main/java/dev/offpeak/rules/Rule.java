package dev.offpeak.rules;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The rules that a test, or all tests of a class, hold the product to. The build fails when docs/rules.md does not name the class with
 * them.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Rule {
    /** Numbers as docs/rules.md has them, such as {@code O2}. */
    String[] value();
}
