package dev.offpeak.compute.agents;

/** Texts that guests send are stored and shown: cut to a length, without NUL, which no text column can store. */
final class SaidText {
    private SaidText() {}

    /** @param said null means nothing was said */
    static String atMost(int longest, String said) {
        String clean = said == null ? "" : said.replace("\0", "");
        return clean.length() > longest ? clean.substring(0, longest) : clean;
    }
}
