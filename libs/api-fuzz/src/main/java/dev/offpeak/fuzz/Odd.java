package dev.offpeak.fuzz;

import java.util.List;
import java.util.Random;

/** Values that interfaces stumble over. */
final class Odd {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\u0000",
            "a\u0000b",
            "\ud800",
            "x\udc00y",
            "\u202Eevil\u202C",
            "e\u0301\u0323\u0330\u033a",
            "\uD83D\uDC69\u200D\uD83D\uDC67",
            "\uFEFFbom",
            "\u00DCn\u00EFc\u00F6de",
            "\u0130stanbul",
            "\uFFFD\uFFFF",
            "line\nbreak\r\n\ttab",
            "'; DROP TABLE vm; --",
            "\" or 1=1",
            "${jndi:ldap://127.0.0.1/x}",
            "#{7*7}{{7*7}}%{7*7}",
            "<script>alert(1)</script>",
            "../../../../etc/passwd",
            "..\\..\\windows",
            "C:\\con",
            "%s%n%x",
            "-1",
            "1e400",
            "NaN",
            "null",
            "true",
            "00000000-0000-0000-0000-000000000000",
            "not-a-guid",
            "00000000-0000-0000-0000-00000000000g",
            "a/b",
            "a%2fb",
            "a\\b",
            ".",
            "..",
            "-a",
            "a-",
            "a.",
            "_",
            "*",
            "?",
            "a b",
            "a&b=c",
            "a;b",
            "a,b",
            "2020-02-30",
            "P1Y2M3DT99999H",
            "9999-12-31T23:59:59.999999999Z",
            "+999999999-12-31T23:59:59Z",
            "x".repeat(65),
            "y".repeat(300),
            "z".repeat(5000),
            "\uD83D\uDE00".repeat(200));

    /** As they may stand in a path or query without being encoded again; some are wrong. */
    private static final List<String> ENCODED = List.of(
            "%00",
            "%0d%0aX-Injected:%201",
            "%2e%2e",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "..%2f..%2f",
            "%2F",
            "%5c..%5c",
            "..;",
            "%c0%af",
            "%e0%80%af",
            "%ff%fe",
            "%ed%a0%80",
            "%f4%90%80%80",
            "%",
            "%zz",
            "%4",
            "%u0041",
            "%25",
            "%252f",
            "%25zz",
            "+",
            "%2B",
            "%20",
            "%09",
            "%7f",
            "%e2%80%ae",
            "%F0%9F%98%80",
            "%3Fa%3Db",
            "%23",
            ";v=1",
            "~",
            "!$&'()*,;=:@",
            "{x}",
            "[0]",
            "a|b",
            "^`");

    /** JSON texts: numbers no type holds, and values that are none. */
    private static final List<String> LITERALS = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "1",
            "-1",
            "1.5",
            "1e1000",
            "-1e-1000",
            "1E400",
            "9223372036854775808",
            "-9223372036854775809",
            "2147483648",
            "99999999999999999999999999999999999999999999",
            "0.1000000000000000055511151231257827021181583404541015625",
            "\"\"",
            "\"text\"",
            "\"1\"",
            "\"true\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "[{}]",
            "[\"a\", 1, null]",
            "{\"a\": null}",
            "{\"\": 1}",
            "{\"__proto__\": {}, \"$ref\": \"#\"}",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\ud83d\\ude00\"",
            "\"\u202e\u0301\"");

    private Odd() {}

    static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    static String encoded(Random random) {
        return ENCODED.get(random.nextInt(ENCODED.size()));
    }

    static String literal(Random random) {
        return LITERALS.get(random.nextInt(LITERALS.size()));
    }

    /** One of each type of JSON, for every path of a body. */
    static List<String> oneOfEachType() {
        return List.of("null", "true", "7", "-1.5", "1e400", "\"odd\"", "[]", "{}");
    }
}
