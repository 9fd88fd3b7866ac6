// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

/** How values of properties are shown. */
final class PropertyText {

	private PropertyText() {
	}

	/**
	 * A URI without what stands before an @, which may be a password, and without its
	 * query, which may be a token.
	 */
	static String ofUri(String uri) {
		int query = uri.indexOf('?');
		String shown = (query >= 0) ? uri.substring(0, query) + "?***" : uri;
		int end = uri.lastIndexOf('@');
		if (end < 0) {
			return shown;
		}
		int scheme = uri.indexOf("://");
		return ((scheme >= 0 && scheme < end) ? uri.substring(0, scheme + 3) : "") + "***"
				+ ((query >= 0 && end > query) ? "" : shown.substring(end));
	}

}
