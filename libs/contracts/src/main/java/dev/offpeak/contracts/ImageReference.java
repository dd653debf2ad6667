package dev.offpeak.contracts;

/**
 * The marketplace image a VM was created from.
 *
 * @param publisher such as {@code MicrosoftWindowsServer}; never null
 * @param offer such as {@code WindowsServer}; never null
 * @param sku such as {@code 2019-Datacenter}; never null
 * @param version such as {@code latest}; never null
 */
public record ImageReference(String publisher, String offer, String sku, String version) {}
