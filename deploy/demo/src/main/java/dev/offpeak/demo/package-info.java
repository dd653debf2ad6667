/** The demonstration: a platform, a fleet and one month's release, carried through over plain HTTP and checked independently. */
package dev.offpeak.demo;
