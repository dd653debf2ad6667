package dev.offpeak.arm;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Which api-versions a resource answers; on a class, or on a method that differs from its class. A request without one, or with
 * another, is refused (rule V1). A resource without this annotation needs no api-version: it is not ARM's.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ApiVersions {
    /** The first date; every later one is answered too, previews as well. Empty when {@link #only} lists them. */
    String since() default "";

    /** The only versions answered, newest first. */
    String[] only() default {};
}
