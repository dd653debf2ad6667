/** PostgreSQL and the AMQP broker inside a JVM of ours: for one machine, and for tests. Both listen on 127.0.0.1 only. */
package dev.offpeak.embedded;
