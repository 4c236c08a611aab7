//! Addresses that Amend never connects to, whatever name leads there: whoever may enter an address on a page shall not reach what a cloud tells its own
//! machines (SEC14). Private addresses are allowed: that is where directories and services of a company are.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether machines of a cloud ask there for their own secrets, or it means nobody in particular.
pub(crate) fn is_out_of_bounds(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_link_local()
                || address.is_unspecified()
                || address.is_multicast()
                || address.is_broadcast()
                // Where Alibaba Cloud tells machines about themselves.
                || address == Ipv4Addr::new(100, 100, 100, 200)
        }
        IpAddr::V6(address) => {
            address.is_unicast_link_local()
                || address.is_unspecified()
                || address.is_multicast()
                // Where Amazon's cloud does so.
                || address == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_out_of_bounds;

    /// SEC14.
    #[test]
    fn nothing_is_asked_of_link_local_addresses_or_where_clouds_keep_secrets() {
        for address in
            ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "fd00:ec2::254", "100.100.100.200", "0.0.0.0"]
        {
            assert!(is_out_of_bounds(address.parse().unwrap()), "{address}");
        }
        for address in ["127.0.0.1", "10.0.0.7", "192.168.1.2", "::1", "fd00::7", "203.0.113.9"] {
            assert!(!is_out_of_bounds(address.parse().unwrap()), "{address}");
        }
    }
}
