package dev.offpeak.arm;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The action that a caller needs for an operation, such as {@code Microsoft.Compute/virtualMachines/write}. Every resource
 * method declares one: a method without is a fault of ours and answers nobody.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ArmAction {
    String value();
}
